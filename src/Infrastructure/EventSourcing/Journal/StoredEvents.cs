using System.Collections.Concurrent;
using System.Text;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>What a stored row says, by the newest schemas alone; the serializer will offer the same, by the schemas of all versions.</summary>
internal sealed class StoredEvents(EventSerializer serializer, EventCatalogue catalogue)
{
    private readonly ConcurrentDictionary<EventType, SchemaPlan?> _plans = new();

    public IReadOnlyList<(EventType Type, DomainEvent Event)> ToEvents(EventEnvelope stored) =>
        [(catalogue.Of(stored), serializer.ToEvent(stored))];

    public IReadOnlyList<SchemaError> Check(EventEnvelope stored)
    {
        var type = catalogue.Of(stored);
        if (stored.EventVersion != type.Version || _plans.GetOrAdd(type, PlanOf) is not { } plan) return [];

        var data = stored.EventData.TrimEnd()[..^1];
        var added = $"\"entity_id\":\"{stored.AggregateId}\",\"entity_version\":{stored.AggregateVersion},\"domain_event_id\":\"{stored.EventId}\"}}";
        return [.. plan.Check(Encoding.UTF8.GetBytes($"{data}{(data.TrimEnd().EndsWith('{') ? "" : ",")}{added}"))
            .Where(error => !error.Path.EndsWith(".schema_version", StringComparison.Ordinal))];
    }

    private SchemaPlan? PlanOf(EventType type)
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
