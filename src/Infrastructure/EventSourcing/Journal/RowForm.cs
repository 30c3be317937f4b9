using System.Globalization;
using System.Text.Json;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>The form that a row of the journal must have, whatever it says.</summary>
internal static class RowForm
{
    private const int MostShown = 80;

    /// <returns>The event, to be read further; null if too much of it is damaged. What does not matter for that is replaced.</returns>
    public static EventEnvelope? Read(JournalRow row, Action<string> report)
    {
        if (!IsId(row.EventId, out var eventId)) report($"the event id {Shown(row.EventId)} is no lower-case UUID");
        var isNamed = IsId(row.AggregateId, out var aggregateId);
        if (!isNamed) report($"the aggregate id {Shown(row.AggregateId)} is no lower-case UUID");
        var (culture, style) = (CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        if (!DateTimeOffset.TryParseExact(row.CreateDate as string, EventEnvelope.DateFormat, culture, style, out var date))
            report($"the create date {Shown(row.CreateDate)} is no UTC time to the microsecond, as in 2026-01-31T23:59:59.000000Z");
        if (!IsObject(row.Metadata)) report($"the metadata {Shown(row.Metadata)} are no JSON object");
        var isReadable = IsObject(row.EventData);
        if (!isReadable) report($"the event data {Shown(row.EventData)} is no JSON object");
        if (row.EventVersion is not (>= 1L and <= int.MaxValue)) report($"the event version {Shown(row.EventVersion)} is none: 1 is the oldest");

        return isNamed && isReadable && row is { EventVersion: long version and >= 1 and <= int.MaxValue, AggregateVersion: long aggregateVersion }
            ? new EventEnvelope(
                row.Position, eventId, row.EventType as string ?? Shown(row.EventType), (int)version, (string)row.EventData!,
                row.AggregateType as string ?? Shown(row.AggregateType), aggregateId, aggregateVersion,
                date, Metadata: "{}")
            : null;
    }

    public static bool IsId(object? value, out Guid id)
    {
        id = default;
        return value is string text && Guid.TryParseExact(text, "D", out id) && id.ToString("D") == text;
    }

    /// <summary>A value in a message.</summary>
    public static string Shown(object? value) => value switch
    {
        null => "NULL",
        byte[] bytes => $"({bytes.Length} bytes)",
        string { Length: > MostShown } text => $"{text.AsSpan(0, MostShown)}…",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    private static bool IsObject(object? value)
    {
        try
        {
            using var json = JsonDocument.Parse(value as string ?? "");
            return json.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
