using System.Data.Common;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.EventSourcing.Sqlite;

/// <summary>The journal in a SQLite file, in WAL mode.</summary>
internal sealed class SqliteJournal(string connectionString, string contentRoot) : IJournalDatabase
{
    private readonly SqliteConnectionStringBuilder _file = SqliteFile.Locate("ConnectionStrings:Journal", connectionString, contentRoot);

    public void Prepare(IReadOnlyCollection<EffectStart> effects)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_file.DataSource)!);
            using var connection = SqliteFile.Open(_file, "FULL");
            if (SQLitePCL.raw.sqlite3_db_readonly(connection.Handle, "main") == 1) throw Unusable("is read-only");

            if (SqliteFile.Scalar(connection, "PRAGMA journal_mode = WAL") is not "wal") throw Unusable("lies where SQLite cannot keep a write-ahead log");
            new SqliteMigration(_file).ApplyPending(connection);
            SqliteFile.Execute(connection, SqliteTriggers.Ensure);
            foreach (var effect in effects) EnsureCheckpoint(connection, effect);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"cannot be created: {failure.Message}", failure);
        }
        catch (SqliteException failure)
        {
            throw Unusable(SqliteFile.Explain(failure) ?? $"cannot be used: {failure.Message}", failure);
        }
    }

    public void Configure(DbContextOptionsBuilder options) => options.UseSqlite(_file.ConnectionString);

    public DbConnection Connect() => SqliteFile.Open(_file, "FULL");

    public IJournalTransaction ConnectForAppending() => new SqliteJournalTransaction(_file);

    public JournalUnavailableException? Explain(Exception failure) =>
        SqliteFile.Explain(failure) is { } reason ? new JournalUnavailableException($"The journal {reason}.", failure) : null;

    private StartupException Unusable(string reason, Exception? failure = null) =>
        new($"The journal {_file.DataSource} {reason}. Mend that, or name another file in ConnectionStrings:Journal.", failure);

    private static void EnsureCheckpoint(SqliteConnection connection, EffectStart effect)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO effect_checkpoint (subscriber, position)
            SELECT @subscriber, CASE WHEN @beginning THEN 0 ELSE position END FROM journal_counter
            WHERE NOT EXISTS (SELECT 1 FROM effect_checkpoint WHERE subscriber = @subscriber)
            """;
        command.Parameters.AddWithValue("@subscriber", effect.Subscriber);
        command.Parameters.AddWithValue("@beginning", effect.AtBeginning);
        command.ExecuteNonQuery();
    }
}
