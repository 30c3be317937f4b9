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

    /// <returns>The first value that it yields.</returns>
    public static object? Execute(Files files, string sql, params (string Name, object Value)[] values)
    {
        using var connection = new SqliteConnection($"Data Source={files.Journal};Pooling=False;Default Timeout=30");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
        return command.ExecuteScalar();
    }

    /// <returns>The values of each row as text, an empty one for NULL.</returns>
    public static IReadOnlyList<string[]> Query(Files files, string sql, params (string Name, object Value)[] values)
    {
        using var connection = Open(files);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
        using var reader = command.ExecuteReader();
        List<string[]> rows = [];
        while (reader.Read()) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? "" : reader.GetString(column))]);
        return rows;
    }

    /// <summary>Appends an event to an aggregate of its own, past the service and all its checks.</summary>
    /// <returns>Its position.</returns>
    public static long Plant(Files files, string eventType, string eventData) => (long)Execute(
        files,
        """
        BEGIN IMMEDIATE;
        UPDATE journal_counter SET position = position + 1;
        INSERT INTO event_journal (position, event_id, event_type, event_version, event_data, aggregate_type, aggregate_id, aggregate_version, create_date, metadata)
        SELECT (SELECT position FROM journal_counter), @id, @type, 1, @data, aggregate_type, @id, 0, create_date, metadata FROM event_journal WHERE position = 1;
        COMMIT;
        SELECT position FROM event_journal WHERE event_id = @id
        """,
        ("@id", $"{Guid.CreateVersion7()}"), ("@type", eventType), ("@data", eventData))!;

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
