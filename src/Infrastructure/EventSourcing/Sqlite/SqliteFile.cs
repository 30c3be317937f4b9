using CleanES.Application.EventSourcing;
using Microsoft.Data.Sqlite;

namespace CleanES.Infrastructure.EventSourcing.Sqlite;

/// <summary>Where a database file lies, and what its failures mean.</summary>
internal static class SqliteFile
{
    /// <summary>How long a connection waits for a lock that another one holds.</summary>
    public static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Resolves a relative path from the content root.</summary>
    /// <exception cref="StartupException">The text is no connection string of a file.</exception>
    public static SqliteConnectionStringBuilder Locate(string setting, string connectionString, string contentRoot)
    {
        SqliteConnectionStringBuilder builder;
        try
        {
            builder = new SqliteConnectionStringBuilder(connectionString) { RecursiveTriggers = true, DefaultTimeout = (int)LockTimeout.TotalSeconds };
        }
        catch (ArgumentException malformed)
        {
            throw new StartupException($"{setting}: {malformed.Message} Use for example: Data Source=data/journal.db", malformed);
        }

        if (Path.GetFileName(builder.DataSource) is "" or ":memory:"
            || builder.DataSource.StartsWith("file:", StringComparison.Ordinal)
            || builder.Mode == SqliteOpenMode.Memory)
            throw new StartupException($"{setting}: \"{connectionString}\" names no file by its path. Use for example: Data Source=data/journal.db");

        builder.DataSource = Path.GetFullPath(builder.DataSource, contentRoot);
        return builder;
    }

    public static SqliteConnection Open(SqliteConnectionStringBuilder file, string synchronous)
    {
        var connection = new SqliteConnection(file.ConnectionString);
        try
        {
            connection.Open();
            Execute(connection, $"PRAGMA busy_timeout = {LockTimeout.TotalMilliseconds}; PRAGMA synchronous = {synchronous}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Null if the failure does not lie with the file.</summary>
    public static string? Explain(Exception failure) => (failure as SqliteException)?.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => "is locked by another process",
        SQLitePCL.raw.SQLITE_READONLY => "is read-only",
        SQLitePCL.raw.SQLITE_FULL => "cannot grow: the disk is full",
        SQLitePCL.raw.SQLITE_IOERR => "cannot be read or written: the disk reports an error",
        SQLitePCL.raw.SQLITE_CANTOPEN => "cannot be opened: it is no file, or access is denied",
        SQLitePCL.raw.SQLITE_CORRUPT => "is damaged",
        SQLitePCL.raw.SQLITE_NOTADB => "is not a SQLite database",
        _ => null,
    };
}
