using System.Collections.Concurrent;
using System.Text;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>What a stored row says, by the newest schemas alone; to be replaced by what the serializer itself will offer.</summary>
internal static class StoredEvents
{
    private static readonly ConcurrentDictionary<EventType, SchemaPlan?> Plans = new();

    public static IReadOnlyList<(EventType Type, DomainEvent Event)> ToEvents(EventSerializer serializer, EventCatalogue catalogue, EventEnvelope stored) =>
        [(catalogue.Of(stored), serializer.ToEvent(stored))];

    public static IReadOnlyList<SchemaError> Check(EventCatalogue catalogue, EventEnvelope stored)
    {
        var type = catalogue.Of(stored);
        if (stored.EventVersion != type.Version || Plans.GetOrAdd(type, PlanOf, catalogue) is not { } plan) return [];

        var data = stored.EventData.TrimEnd()[..^1];
        var added = $"\"entity_id\":\"{stored.AggregateId}\",\"entity_version\":{stored.AggregateVersion},\"domain_event_id\":\"{stored.EventId}\"}}";
        return [.. plan.Check(Encoding.UTF8.GetBytes($"{data}{(data.TrimEnd().EndsWith('{') ? "" : ",")}{added}"))
            .Where(error => !error.Path.EndsWith(".schema_version", StringComparison.Ordinal))];
    }

    private static SchemaPlan? PlanOf(EventType type, EventCatalogue catalogue)
    {
        try
        {
            return catalogue.SchemaOf(type);
        }
        catch (EventSchemaException)
        {
            return null;
        }
    }
}
