using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CleanES.Application.EventSourcing;

namespace CleanES.Api.EventSourcing;

/// <summary>Rows of the journal.</summary>
/// <param name="Items">Oldest first.</param>
internal sealed record History(IReadOnlyList<HistoryItem> Items)
{
    public static History Of(IEnumerable<EventEnvelope> rows) => new([.. rows.Select(row => new HistoryItem(
        row.Position, row.EventId, row.EventType, row.EventVersion, new RawJson(row.EventData), row.AggregateType, row.AggregateId, row.AggregateVersion,
        row.CreateDate.UtcDateTime.ToString(EventEnvelope.DateFormat, CultureInfo.InvariantCulture), new RawJson(row.Metadata)))]);
}

/// <summary>One row of the journal, named as there.</summary>
/// <param name="Position">Place in the whole journal: 1, 2, 3 …</param>
/// <param name="EventVersion">The version of the schema that the data was written with.</param>
/// <param name="EventData">The event exactly as stored.</param>
/// <param name="AggregateVersion">Place in the aggregate's history: 0, 1, 2 …</param>
/// <param name="CreateDate">UTC, to the microsecond.</param>
internal sealed record HistoryItem(
    [property: JsonPropertyName("position")] long Position,
    [property: JsonPropertyName("event_id")] Guid EventId,
    [property: JsonPropertyName("event_type")] string EventType,
    [property: JsonPropertyName("event_version")] int EventVersion,
    [property: JsonPropertyName("event_data")] RawJson EventData,
    [property: JsonPropertyName("aggregate_type")] string AggregateType,
    [property: JsonPropertyName("aggregate_id")] Guid AggregateId,
    [property: JsonPropertyName("aggregate_version")] long AggregateVersion,
    [property: JsonPropertyName("create_date")] string CreateDate,
    [property: JsonPropertyName("metadata")] RawJson Metadata);

/// <summary>JSON that goes into an answer as it is.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record RawJson(string Text)
{
    private sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Text);
    }
}
