using CleanES.TestKit;
using Microsoft.Data.Sqlite;

namespace CleanES.Infrastructure.Tests.Support;

/// <summary>The journal as a foreign tool sees it: a plain connection that knows nothing of this service.</summary>
internal sealed class JournalFile(string path, bool recursiveTriggers = false) : IDisposable
{
    private readonly SqliteConnection _connection = Open(path, recursiveTriggers);

    public int Execute(string sql)
    {
        using var command = Command(sql);
        return command.ExecuteNonQuery();
    }

    public object? Scalar(string sql)
    {
        using var command = Command(sql);
        return command.ExecuteScalar();
    }

    public List<T> Column<T>(string sql)
    {
        using var command = Command(sql);
        using var rows = command.ExecuteReader();
        List<T> values = [];
        while (rows.Read()) values.Add(rows.GetFieldValue<T>(0));
        return values;
    }

    public long Count() => (long)Scalar("SELECT count(*) FROM event_journal")!;

    /// <summary>Inserts a row as only a faulty or a newer program would, and moves the counter along.</summary>
    public void Plant(
        Guid aggregateId, long aggregateVersion, string eventType = "account_deposited", string eventData = """{"amount":1}""", int eventVersion = 1,
        string aggregateType = "account", string? eventId = null) => Execute($"""
        INSERT INTO event_journal VALUES (
            (SELECT position + 1 FROM journal_counter), '{eventId ?? Guid.CreateVersion7().ToString()}', '{eventType}', {eventVersion}, '{eventData}',
            '{aggregateType}', '{aggregateId}', {aggregateVersion}, '2026-01-01T00:00:00.000000Z', '{"{}"}');
        UPDATE journal_counter SET position = position + 1;
        """);

    public void DropTriggers()
    {
        foreach (var trigger in Column<string>("SELECT name FROM sqlite_master WHERE type = 'trigger'")) Execute($"DROP TRIGGER {trigger}");
    }

    public void AssertInvariants() => JournalInvariants.Check(path);

    public void Dispose() => _connection.Dispose();

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private static SqliteConnection Open(string path, bool recursiveTriggers)
    {
        var file = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, RecursiveTriggers = recursiveTriggers };
        var connection = new SqliteConnection(file.ConnectionString);
        connection.Open();
        return connection;
    }
}
