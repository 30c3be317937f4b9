using System.Collections.Concurrent;
using System.Data.Common;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Schemas;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.EventSourcing.Sqlite;

/// <summary>The journal in a SQLite file, in WAL mode.</summary>
internal sealed class SqliteJournal(string connectionString, string contentRoot) : IJournalDatabase, IDisposable
{
    public const string Columns =
        "position, event_id, event_type, event_version, event_data, aggregate_type, aggregate_id, aggregate_version, create_date, metadata";

    private const string StartOnce = "Start the service once, or name another file in ConnectionStrings:Journal.";

    private readonly SqliteConnectionStringBuilder _file = SqliteFile.Locate("ConnectionStrings:Journal", connectionString, contentRoot);

    /// <summary>Those that nobody reads with just now.</summary>
    private readonly ConcurrentBag<SqliteRows> _rows = [];
    private volatile bool _isDisposed;

    public string Name => _file.DataSource;

    public string SelfCheck =>
        "SELECT NULL, 'the file: ' || replace(integrity_check, char(10), ' ') FROM pragma_integrity_check WHERE integrity_check <> 'ok'";

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

    public DbConnection ConnectForReading(bool atOneMoment)
    {
        if (!File.Exists(_file.DataSource)) throw new StartupException($"There is no journal {_file.DataSource}. {StartOnce}");

        // One that only reads would leave a log of its own beside a journal at rest; one that could write takes it away again.
        var mode = File.Exists($"{_file.DataSource}-wal") ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite;
        SqliteConnection? connection = null;
        try
        {
            connection = SqliteFile.Open(new SqliteConnectionStringBuilder(_file.ConnectionString) { Mode = mode, Pooling = false }, "FULL");
            if (SqliteMigration.IsPending(connection)) throw new StartupException($"The journal {_file.DataSource} is not up to date. {StartOnce}");

            SqliteFile.Execute(connection, $"PRAGMA query_only = ON; {(atOneMoment ? "BEGIN" : "")}");
            return connection;
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            if (failure is not SqliteException) throw;
            throw Unusable(SqliteFile.Explain(failure) ?? $"cannot be read: {failure.Message}", failure);
        }
    }

    public Task ReadHistoryAsync(string aggregateType, Guid aggregateId, long from, long until, Action<IStoredRow> use)
    {
        Read(rows => rows.ReadHistory(aggregateType, aggregateId, from, until, use));
        return Task.CompletedTask;
    }

    public Task ReadAfterAsync(long position, int limit, Action<IStoredRow> use)
    {
        Read(rows => rows.ReadAfter(position, limit, use));
        return Task.CompletedTask;
    }

    public IJournalTransaction ConnectForAppending() => new SqliteJournalTransaction(_file);

    public IDisposable ShowAlive(string process) => TakeLock(LockOf(process));

    public bool HasEnded(string process)
    {
        var file = LockOf(process);
        if (!File.Exists(file)) return true;

        try
        {
            TakeLock(file).Dispose();
            return true;
        }
        catch (IOException held) when (held.GetType() == typeof(IOException))
        {
            return false;       // a plain IOException is how .NET tells of a file that is in use
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (_rows.TryTake(out var rows)) rows.Dispose();
    }

    public JournalUnavailableException? Explain(Exception failure) =>
        SqliteFile.Explain(failure) is { } reason ? new JournalUnavailableException($"The journal {reason}.", failure) : null;

    /// <summary>All processes are on one machine: its system takes a file's lock back from one that dies, and from none that is only stopped.</summary>
    private string LockOf(string process) => $"{_file.DataSource}-process-{process}";

    private static FileStream TakeLock(string file) =>
        new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);

    private void Read(Action<SqliteRows> read)
    {
        var rows = _rows.TryTake(out var idle) ? idle : new SqliteRows(_file);
        try
        {
            read(rows);
        }
        catch
        {
            rows.Dispose();
            throw;
        }

        _rows.Add(rows);
        if (_isDisposed) Dispose();     // while this was read
    }

    private StartupException Unusable(string reason, Exception? failure = null) =>
        new($"The journal {_file.DataSource} {reason}. Mend that, or name another file in ConnectionStrings:Journal.", failure);

    /// <summary>Where the effect of an earlier version of the service began is not known.</summary>
    private static void EnsureCheckpoint(SqliteConnection connection, EffectStart effect)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO subscriber (name, began_after)
            SELECT @name, CASE WHEN @beginning OR EXISTS (SELECT 1 FROM effect_checkpoint WHERE subscriber = @name) THEN 0 ELSE position END FROM journal_counter
            WHERE NOT EXISTS (SELECT 1 FROM subscriber WHERE name = @name);

            INSERT INTO effect_checkpoint (subscriber, position) SELECT name, began_after FROM subscriber
            WHERE name = @name AND NOT EXISTS (SELECT 1 FROM effect_checkpoint WHERE subscriber = @name)
            """;
        command.Parameters.AddWithValue("@name", effect.Subscriber);
        command.Parameters.AddWithValue("@beginning", effect.AtBeginning);
        command.ExecuteNonQuery();
    }
}
