using System.Text;
using System.Text.Json;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Between an event and its JSON in the journal. Nothing leaves it for the journal that does not match its schema.</summary>
internal sealed class EventSerializer(EventCatalogue catalogue, EventSchemaSettings settings)
{
    /// <summary>The row to append; its position is the journal's to give.</summary>
    /// <param name="validates">Whether the event is checked even where validation is off.</param>
    /// <exception cref="EventSchemaException">The event does not match its schema.</exception>
    /// <exception cref="EventTooLargeException">Its data have more than <see cref="IEventStore.MaxEventBytes"/>.</exception>
    public EventEnvelope ToEnvelope(AggregateRoot aggregate, PendingEvent pending, DateTimeOffset createDate, string metadata, bool validates = false)
    {
        var type = catalogue.Of(aggregate, pending.Event);
        var id = pending.Id ?? throw new InvalidOperationException("The event has not been given its id.");
        var data = JsonSerializer.SerializeToUtf8Bytes(pending.Event, type.Event, EventJson.Options);
        if (data.Length > IEventStore.MaxEventBytes) throw new EventTooLargeException(type.Name, data.Length);

        if ((validates ? catalogue.SchemaOf(type) : type.Schema) is { } schema)
        {
            var errors = schema.Check(
                With(data, $"\"entity_id\":\"{aggregate.Id}\",\"entity_version\":{pending.AggregateVersion},\"domain_event_id\":\"{id}\""), isUtf8: true);
            if (errors.Count > 0) throw new EventSchemaException(type.Name, errors);
        }

        if (settings.AddVersionToEventData) data = With(data, $"\"schema_version\":{type.Version}");
        return new EventEnvelope(
            Position: 0, id, type.Name, type.Version, Encoding.UTF8.GetString(data), type.AggregateName, aggregate.Id, pending.AggregateVersion, createDate, metadata);
    }

    /// <exception cref="UnreadableEventException">Type or version are unknown here, or the data does not make the event.</exception>
    public DomainEvent ToEvent(EventEnvelope stored) => Read(stored, catalogue.Of(stored));

    /// <exception cref="UnreadableEventException">As with <see cref="ToEvent"/>.</exception>
    public StoredEvent ToStoredEvent(EventEnvelope stored)
    {
        var type = catalogue.Of(stored);
        return type.InEnvelope(stored, Read(stored, type));
    }

    private static DomainEvent Read(EventEnvelope stored, EventType type)
    {
        try
        {
            return (DomainEvent?)JsonSerializer.Deserialize(stored.EventData, type.Event, EventJson.Strict) ?? throw new JsonException("The data is null.");
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException)
        {
            throw new UnreadableEventException(
                $"Position {stored.Position}: the data of this {stored.EventType} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>A JSON object with further fields at its end.</summary>
    private static byte[] With(byte[] json, string fields) => [.. json.AsSpan(0, json.Length - 1), .. json.Length == 2 ? ""u8 : ","u8, .. Encoding.UTF8.GetBytes(fields), (byte)'}'];
}
