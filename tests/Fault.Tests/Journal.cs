using Microsoft.Data.Sqlite;

namespace CleanES.Fault.Tests;

/// <summary>A row of the journal, read with nothing of the service's.</summary>
internal sealed record Row(long Position, string EventId, string EventType, string EventData, string AggregateId, long AggregateVersion, string CreateDate, string Metadata);

internal static class Journal
{
    public static IReadOnlyList<Row> Read(Files files)
    {
        using var connection = Open(files);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT position, event_id, event_type, event_data, aggregate_id, aggregate_version, create_date, metadata FROM event_journal ORDER BY position";
        using var reader = command.ExecuteReader();
        List<Row> rows = [];
        while (reader.Read())
            rows.Add(new Row(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetInt64(5), reader.GetString(6), reader.GetString(7)));
        return rows;
    }

    /// <summary>Who holds what, as <c>name=value id</c>.</summary>
    public static IReadOnlyList<string> Claims(Files files)
    {
        using var connection = Open(files);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name || '=' || value || ' ' || aggregate_id FROM claim";
        using var reader = command.ExecuteReader();
        List<string> claims = [];
        while (reader.Read()) claims.Add(reader.GetString(0));
        return claims;
    }

    public static long Counter(Files files)
    {
        using var connection = Open(files);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT position FROM journal_counter";
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Keeps every other connection from writing until it is disposed of.</summary>
    public static IDisposable Lock(Files files)
    {
        var connection = new SqliteConnection($"Data Source={files.Journal};Pooling=False;Default Timeout=30");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();
        return connection;
    }

    private static SqliteConnection Open(Files files)
    {
        var connection = new SqliteConnection($"Data Source={files.Journal};Pooling=False;Mode=ReadOnly");
        connection.Open();
        return connection;
    }
}
