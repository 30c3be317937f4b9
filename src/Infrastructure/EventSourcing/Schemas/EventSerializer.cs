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

        var row = new EventEnvelope(
            Position: 0, id, type.Name, version, Encoding.UTF8.GetString(data), type.AggregateName, aggregate.Id, pending.AggregateVersion, createDate, metadata);
        if (type.Older is { } older) row = row with { EventData = InOlderForm(row, older) };
        return settings.AddVersionToEventData
            ? row with { EventData = Encoding.UTF8.GetString(With(Encoding.UTF8.GetBytes(row.EventData), $"\"{VersionField}\":{version}")) }
            : row;
    }

    /// <exception cref="EventSchemaException">It would be read as another event than it is.</exception>
    private string InOlderForm(EventEnvelope row, OlderForm older)
    {
        var newest = ReadObject(row);
        try
        {
            var data = older.Step.Upcast((JsonObject)newest.DeepClone()).ToJsonString(EventJson.Options);
            var read = catalogue.BringUp(row, ReadObject(row with { EventData = data }));
            if (read is [var only] && JsonNode.DeepEquals(only.Data, newest)) return data;
        }
        catch (Exception failure) when (failure is FormatException or UnreadableEventException)
        {
            // It cannot be read at all: the same.
        }

        throw new EventSchemaException(row.EventType, [new SchemaError(row.EventType, $"would be read as another event if it were written as version {older.Version}, which EventSchemas:WriteVersions asks for")]);
    }

    /// <summary>What a stored event is today: one event, unless an upcaster makes none or several of it, of other aggregates perhaps.</summary>
    /// <param name="wanted">Which events are to be read; all if not given.</param>
    /// <exception cref="UnreadableEventException">Type or version are unknown here, an upcaster fails, or the data does not make the event.</exception>
    public IReadOnlyList<(EventType Type, DomainEvent Event)> ToEvents(EventEnvelope stored, Func<Type, bool>? wanted = null)
    {
        var versions = catalogue.Of(stored);
        if (wanted is not null && !catalogue.MayBecome(versions, wanted)) return [];
        if (versions.IsCurrent(stored.EventVersion)) return [(versions.Current!, Read(stored, versions.Current!, upcast: null))];

        var events = new List<(EventType, DomainEvent)>();
        foreach (var (type, data) in catalogue.BringUp(stored, ReadObject(stored)))
            if (wanted?.Invoke(type.Event) != false) events.Add((type, Read(stored, type, data)));
        return events;
    }

    /// <inheritdoc cref="ToEvents(EventEnvelope, Func{Type, bool})"/>
    public IReadOnlyList<(EventType Type, DomainEvent Event)> ToEvents(IStoredRow row) =>
        catalogue.CurrentOf(row.AggregateType, row.EventType, row.EventVersion) is { } type ? [(type, Read(row, type))] : ToEvents(row.ToEnvelope());

    /// <inheritdoc cref="ToEvents(EventEnvelope, Func{Type, bool})"/>
    public IEnumerable<StoredEvent> ToStoredEvents(EventEnvelope stored, Func<Type, bool>? wanted = null) =>
        ToEvents(stored, wanted).Select(one => one.Type.InEnvelope(stored, one.Event));

    /// <inheritdoc cref="ToEvents(EventEnvelope, Func{Type, bool})"/>
    public IEnumerable<StoredEvent> ToStoredEvents(IStoredRow row)
    {
        var stored = row.ToEnvelope();
        return catalogue.CurrentOf(stored.AggregateType, stored.EventType, stored.EventVersion) is { } type ? [type.InEnvelope(stored, Read(row, type))] : ToStoredEvents(stored).ToList();
    }

    /// <summary>Checks a stored event against the schema of the version that it was stored with, where validation is on.</summary>
    /// <exception cref="UnreadableEventException">Type or version are unknown here.</exception>
    public IReadOnlyList<SchemaError> Check(EventEnvelope stored)
    {
        var versions = catalogue.Of(stored);
        if (!settings.Enabled) return [];

        // The data as they were checked before the version was added to them.
        var data = stored.EventData.Contains(VersionField, StringComparison.Ordinal) ? ReadObject(stored).ToJsonString(EventJson.Options) : stored.EventData.Trim();
        return versions.PlanOf(stored.EventVersion).Check(WithEnvelope(Encoding.UTF8.GetBytes(data), stored.AggregateId, stored.AggregateVersion, stored.EventId));
    }

    /// <summary>Checks what a stored event became, each part against the newest schema of its type, where validation is on.</summary>
    /// <exception cref="UnreadableEventException">As with <see cref="ToEvents(EventEnvelope, Func{Type, bool})"/>.</exception>
    public IReadOnlyList<SchemaError> CheckUpcast(EventEnvelope stored) =>
        [.. from made in catalogue.BringUp(stored, ReadObject(stored))
            where made.Type.Schema is not null
            let data = JsonSerializer.SerializeToUtf8Bytes(made.Data, EventJson.Options)
            from error in made.Type.Schema!.Check(WithEnvelope(data, stored.AggregateId, stored.AggregateVersion, stored.EventId))
            select error];

    /// <returns>The data of a stored event as the next version has them; null if its upcaster makes other events of it.</returns>
    /// <exception cref="UnreadableEventException">As with <see cref="ToEvents(EventEnvelope, Func{Type, bool})"/>.</exception>
    public JsonObject? ToNextVersion(EventEnvelope stored) => catalogue.Step(stored, ReadObject(stored));

    /// <summary>As it was before its version was added to it.</summary>
    private static JsonObject ReadObject(EventEnvelope stored)
    {
        try
        {
            var data = JsonNode.Parse(stored.EventData, documentOptions: NoDuplicates) as JsonObject ?? throw new JsonException("The data is no object.");
            data.Remove(VersionField);
            return data;
        }
        catch (Exception unreadable)
        {
            throw Unreadable(stored.Position, stored.EventType, unreadable);
        }
    }

    private static DomainEvent Read(IStoredRow row, EventType type)
    {
        try
        {
            return Made(JsonSerializer.Deserialize(row.EventData, type.Event, EventJson.Strict));
        }
        catch (Exception unreadable)
        {
            throw Unreadable(row.Position, row.EventType, unreadable);
        }
    }

    /// <param name="upcast">Null if the event is stored in its newest version.</param>
    private static DomainEvent Read(EventEnvelope stored, EventType type, JsonObject? upcast)
    {
        try
        {
            return Made(upcast is null ? JsonSerializer.Deserialize(stored.EventData, type.Event, EventJson.Strict) : upcast.Deserialize(type.Event, EventJson.Strict));
        }
        catch (Exception unreadable)
        {
            throw Unreadable(stored.Position, stored.EventType, unreadable);   // from the serializer, or the constructor of what it makes
        }
    }

    private static DomainEvent Made(object? read) => (DomainEvent?)read ?? throw new JsonException("The data is null.");

    private static UnreadableEventException Unreadable(long position, string eventType, Exception failure) =>
        new($"Position {position}: the data of this {eventType} cannot be read: {failure.Message}", failure);

    private static byte[] WithEnvelope(byte[] data, Guid aggregateId, long aggregateVersion, Guid eventId) =>
        With(data, $"\"entity_id\":\"{aggregateId}\",\"entity_version\":{aggregateVersion},\"domain_event_id\":\"{eventId}\"");

    /// <summary>A JSON object with further fields at its end.</summary>
    private static byte[] With(byte[] json, string fields) =>
        [.. json.AsSpan(0, json.Length - 1), .. json.AsSpan(1, json.Length - 2).Trim(" \t\r\n"u8).IsEmpty ? ""u8 : ","u8, .. Encoding.UTF8.GetBytes(fields), (byte)'}'];
}
