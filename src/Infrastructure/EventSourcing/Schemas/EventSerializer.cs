using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Between an event and its JSON in the journal. Nothing leaves it for the journal that does not match its schema.</summary>
internal sealed class EventSerializer(EventCatalogue catalogue, EventSchemaSettings settings)
{
    private const string VersionField = "schema_version";
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };

    /// <summary>The row to append; its position is the journal's to give.</summary>
    /// <param name="validates">Whether the event is checked even where validation is off.</param>
    /// <exception cref="EventSchemaException">The event does not match its schema.</exception>
    /// <exception cref="EventTooLargeException">Its data have more than <see cref="IEventStore.MaxEventBytes"/>.</exception>
    public EventEnvelope ToEnvelope(AggregateRoot aggregate, PendingEvent pending, DateTimeOffset createDate, string metadata, bool validates = false)
    {
        var type = catalogue.Of(aggregate, pending.Event);
        var version = type.Older?.Version ?? type.Version;
        var id = pending.Id ?? throw new InvalidOperationException("The event has not been given its id.");
        var data = JsonSerializer.SerializeToUtf8Bytes(pending.Event, type.Event, EventJson.Options);
        if (data.Length > IEventStore.MaxEventBytes) throw new EventTooLargeException(type.Name, data.Length);

        if ((validates ? catalogue.SchemaOf(type) : type.Schema) is { } schema)
        {
            var errors = schema.Check(WithEnvelope(data, aggregate.Id, pending.AggregateVersion, id), isUtf8: true);
            if (errors.Count > 0) throw new EventSchemaException(type.Name, errors);
        }

        if (type.Older is { } older) data = JsonSerializer.SerializeToUtf8Bytes(older.Step.Upcast(JsonNode.Parse(data)!.AsObject()), EventJson.Options);
        if (settings.AddVersionToEventData) data = With(data, $"\"{VersionField}\":{version}");
        return new EventEnvelope(
            Position: 0, id, type.Name, version, Encoding.UTF8.GetString(data), type.AggregateName, aggregate.Id, pending.AggregateVersion, createDate, metadata);
    }

    /// <summary>What a stored event is today: one event, unless an upcaster makes none or several of it, of other aggregates perhaps.</summary>
    /// <param name="wanted">Which events are to be read; all if not given.</param>
    /// <exception cref="UnreadableEventException">Type or version are unknown here, an upcaster fails, or the data does not make the event.</exception>
    public IReadOnlyList<(EventType Type, DomainEvent Event)> ToEvents(EventEnvelope stored, Func<Type, bool>? wanted = null)
    {
        var versions = catalogue.Of(stored);
        if (!versions.IsCurrent(stored.EventVersion))
        {
            var upcast = catalogue.BringUp(stored, ReadObject(stored));
            return [.. from made in upcast
                       where wanted?.Invoke(made.Type.Event) != false
                       select (made.Type, Read(stored, () => (DomainEvent?)made.Data.Deserialize(made.Type.Event, EventJson.Strict)))];
        }

        var type = versions.Current!;
        return wanted?.Invoke(type.Event) == false ? [] : [(type, Read(stored, () => (DomainEvent?)JsonSerializer.Deserialize(stored.EventData, type.Event, EventJson.Strict)))];
    }

    /// <inheritdoc cref="ToEvents"/>
    public IEnumerable<StoredEvent> ToStoredEvents(EventEnvelope stored, Func<Type, bool>? wanted = null) =>
        ToEvents(stored, wanted).Select(one => one.Type.InEnvelope(stored, one.Event));

    /// <summary>Checks a stored event against the schema of the version that it was stored with, where validation is on.</summary>
    /// <exception cref="UnreadableEventException">Type or version are unknown here.</exception>
    public IReadOnlyList<SchemaError> Check(EventEnvelope stored)
    {
        var versions = catalogue.Of(stored);
        if (!settings.Enabled) return [];

        var data = WithoutVersion(stored);
        return versions.PlanOf(stored.EventVersion).Check(WithEnvelope(Encoding.UTF8.GetBytes(data), stored.AggregateId, stored.AggregateVersion, stored.EventId));
    }

    /// <summary>The data as they were checked before the version was added to them.</summary>
    private static string WithoutVersion(EventEnvelope stored)
    {
        if (!stored.EventData.Contains(VersionField, StringComparison.Ordinal)) return stored.EventData;

        var data = ReadObject(stored);
        data.Remove(VersionField);
        return data.ToJsonString(EventJson.Options);
    }

    private static JsonObject ReadObject(EventEnvelope stored) => Read(stored, () => JsonNode.Parse(stored.EventData, documentOptions: NoDuplicates) as JsonObject);

    private static T Read<T>(EventEnvelope stored, Func<T?> read) where T : class
    {
        try
        {
            return read() ?? throw new JsonException("The data is no object.");
        }
        // The last is thrown for half a surrogate pair.
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new UnreadableEventException(
                $"Position {stored.Position}: the data of this {stored.EventType} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static byte[] WithEnvelope(byte[] data, Guid aggregateId, long aggregateVersion, Guid eventId) =>
        With(data, $"\"entity_id\":\"{aggregateId}\",\"entity_version\":{aggregateVersion},\"domain_event_id\":\"{eventId}\"");

    /// <summary>A JSON object with further fields at its end.</summary>
    private static byte[] With(byte[] json, string fields) => [.. json.AsSpan(0, json.Length - 1), .. json.Length == 2 ? ""u8 : ","u8, .. Encoding.UTF8.GetBytes(fields), (byte)'}'];
}
