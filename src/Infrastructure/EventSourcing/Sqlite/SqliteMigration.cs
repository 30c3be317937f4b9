using System.Diagnostics;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CleanES.Infrastructure.EventSourcing.Sqlite;

/// <summary>Brings a journal's tables up to date. EF Core is touched only if something is pending, since it costs half a second.</summary>
internal sealed class SqliteMigration(SqliteConnectionStringBuilder file)
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMinutes(2);

    public void ApplyPending(SqliteConnection connection)
    {
        if (!IsPending(connection)) return;

        using var onlyOne = TakeLock();
        if (!IsPending(connection)) return;

        // A process that was killed while it migrated leaves EF Core's own lock taken for ever. Ours is free again, so nobody migrates.
        if (HasTable(connection, "__EFMigrationsLock")) SqliteFile.Execute(connection, "DELETE FROM __EFMigrationsLock");

        using var context = new SqliteJournalContext(new DbContextOptionsBuilder<SqliteJournalContext>().UseSqlite(file.ConnectionString).Options);
        context.Database.Migrate();
    }

    public static bool IsPending(SqliteConnection connection)
    {
        var known = typeof(SqliteMigration).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<DbContextAttribute>()?.ContextType == typeof(SqliteJournalContext))
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>();
        return known.Except(Applied(connection)).Any();
    }

    private static List<string> Applied(SqliteConnection connection)
    {
        List<string> applied = [];
        if (!HasTable(connection, "__EFMigrationsHistory")) return applied;

        using var command = connection.CreateCommand();
        command.CommandText = "SELECT MigrationId FROM __EFMigrationsHistory";
        using var rows = command.ExecuteReader();
        while (rows.Read()) applied.Add(rows.GetString(0));
        return applied;
    }

    private static bool HasTable(SqliteConnection connection, string table) =>
        SqliteFile.Scalar(connection, $"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{table}'") is not null;

    /// <summary>A lock that the operating system takes back when its process dies.</summary>
    private FileStream TakeLock()
    {
        var path = file.DataSource + ".migrating";
        for (var waiting = Stopwatch.StartNew(); ; Thread.Sleep(50))
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException held) when (held.GetType() == typeof(IOException) && waiting.Elapsed < LockTimeout)
            {
                // Another process migrates: a plain IOException is how .NET tells of a file that is in use.
            }
        }
    }
}
