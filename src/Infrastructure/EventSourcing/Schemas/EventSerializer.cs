using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Between an event and its JSON in the journal. Nothing leaves it for the journal that does not match its schema.</summary>
internal sealed class EventSerializer(EventCatalogue catalogue, EventSchemaSettings settings)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>A field that is missing or null where the event needs it is damage, and never guessed.</summary>
    private static readonly JsonSerializerOptions StrictJson = new(Json) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    /// <summary>The row to append; its position is the journal's to give.</summary>
    /// <exception cref="EventSchemaException">The event does not match its schema.</exception>
    /// <exception cref="EventTooLargeException">Its data have more than <see cref="IEventStore.MaxEventBytes"/>.</exception>
    public EventEnvelope ToEnvelope(AggregateRoot aggregate, PendingEvent pending, DateTimeOffset createDate, string metadata)
    {
        var type = catalogue.Of(aggregate, pending.Event);
        var id = pending.Id ?? throw new InvalidOperationException("The event has not been given its id.");
        var data = JsonSerializer.Serialize(pending.Event, type.Event, Json);
        if (Encoding.UTF8.GetByteCount(data) is > IEventStore.MaxEventBytes and var bytes) throw new EventTooLargeException(type.Name, bytes);

        if (type.Schema is { } schema)
        {
            var errors = schema.Check(Encoding.UTF8.GetBytes(With(
                data, $"\"entity_id\":\"{aggregate.Id}\",\"entity_version\":{pending.AggregateVersion},\"domain_event_id\":\"{id}\"")));
            if (errors.Count > 0) throw new EventSchemaException(type.Name, errors);
        }

        if (settings.AddVersionToEventData) data = With(data, $"\"schema_version\":{type.Version}");
        return new EventEnvelope(
            Position: 0, id, type.Name, type.Version, data, type.AggregateName, aggregate.Id, pending.AggregateVersion, createDate, metadata);
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
            return (DomainEvent?)JsonSerializer.Deserialize(stored.EventData, type.Event, StrictJson) ?? throw new JsonException("The data is null.");
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException)
        {
            throw new UnreadableEventException(
                $"Position {stored.Position}: the data of this {stored.EventType} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static string With(string jsonObject, string fields) =>
        jsonObject == "{}" ? $"{{{fields}}}" : $"{jsonObject.AsSpan(0, jsonObject.Length - 1)},{fields}}}";
}
