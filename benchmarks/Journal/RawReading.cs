using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Sqlite;
using Microsoft.Data.Sqlite;

namespace CleanES.Benchmarks.Journal;

/// <summary>The least that reading must do: a prepared command, the provider's reader, and JSON by generated code.</summary>
internal sealed class RawReading : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _history, _all;

    public RawReading(string file)
    {
        _connection = SqliteFile.Open(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }, "FULL");
        _history = _connection.CreateCommand();
        _history.CommandText = """
            SELECT position, aggregate_version, event_type, event_version, event_data FROM event_journal
            WHERE aggregate_type = 'todo' AND aggregate_id = @id ORDER BY aggregate_version
            """;
        _history.Parameters.Add("@id", SqliteType.Text);
        _history.Prepare();
        _all = _connection.CreateCommand();
        _all.CommandText = """
            SELECT position, event_id, event_type, event_version, event_data, aggregate_type, aggregate_id, aggregate_version, create_date, metadata
            FROM event_journal ORDER BY position
            """;
        _all.Prepare();
    }

    /// <summary>Folds the events of a todo.</summary>
    public (string Label, long Version) Load(Guid todo)
    {
        _history.Parameters[0].Value = todo.ToString("D");
        using var rows = _history.ExecuteReader();
        var (label, version) = ("", -1L);
        while (rows.Read())
        {
            if (rows.GetInt64(1) != ++version) throw new InvalidOperationException("An event is missing.");
            label = EventOf(rows.GetString(2), rows.GetString(4)).Label;
        }

        return (label, version);
    }

    /// <summary>Gives each event with its envelope.</summary>
    /// <returns>How many there are.</returns>
    public long ReadAll(Action<EventEnvelope, object> use)
    {
        using var rows = _all.ExecuteReader();
        var read = 0L;
        for (; rows.Read(); read++)
        {
            var row = new EventEnvelope(
                rows.GetInt64(0), Guid.ParseExact(rows.GetString(1), "D"), rows.GetString(2), rows.GetInt32(3), rows.GetString(4), rows.GetString(5),
                Guid.ParseExact(rows.GetString(6), "D"), rows.GetInt64(7),
                DateTimeOffset.ParseExact(rows.GetString(8), EventEnvelope.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), rows.GetString(9));
            use(row, EventOf(row.EventType, row.EventData));
        }

        return read;
    }

    public void Dispose()
    {
        _history.Dispose();
        _all.Dispose();
        _connection.Dispose();
    }

    private static RawEvent EventOf(string type, string data) => type is "todo_created" or "todo_label_changed"
        ? JsonSerializer.Deserialize(data, RawEvents.Default.RawEvent)!
        : throw new InvalidOperationException($"What is {type}?");
}

internal sealed record RawEvent(string Label);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RawEvent))]
internal sealed partial class RawEvents : JsonSerializerContext;
