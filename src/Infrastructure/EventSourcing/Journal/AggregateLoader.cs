using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>Makes aggregates of their stored events.</summary>
internal sealed class AggregateLoader(JournalReader journal, EventSerializer serializer, EventCatalogue catalogue, AggregateFactory factory)
{
    /// <param name="until">The newest version to be applied.</param>
    /// <returns>The aggregate, a discarded one included, and the position of its newest event; null and 0 if it has none.</returns>
    /// <exception cref="UnreadableEventException">An event is missing or cannot be read.</exception>
    public async Task<(TAggregate? Aggregate, long Position)> LoadAsync<TAggregate>(Guid id, CancellationToken cancellation, long until = long.MaxValue)
        where TAggregate : AggregateRoot
    {
        var type = typeof(TAggregate);
        TAggregate? aggregate = null;
        var (position, hasHappened) = (0L, false);
        var past = new List<EventEnvelope>();
        foreach (var source in catalogue.SourcesOf(type)) past.AddRange(await journal.HistoryAsync(source, id, long.MaxValue, cancellation).ToListAsync(cancellation));
        foreach (var stored in past.OrderBy(stored => stored.Position))
        {
            if (EventsOf(type, stored) is not { Count: > 0 } events) continue;
            (aggregate ??= Create()).ReplayPast(events);
            (position, hasHappened) = (stored.Position, true);
        }

        await foreach (var stored in journal.HistoryAsync(EventNames.Of(type), id, until, cancellation))
        {
            aggregate ??= Create();
            if (stored.AggregateVersion != aggregate.Version + 1)
            {
                throw new UnreadableEventException(
                    $"Position {stored.Position}: {type.Name} {id} has no event of version {aggregate.Version + 1}, yet one of {stored.AggregateVersion}: the journal is damaged.");
            }

            var events = EventsOf(type, stored);
            aggregate.Replay(events);
            (position, hasHappened) = (stored.Position, hasHappened || events.Count > 0);
        }

        return hasHappened ? (aggregate, position) : (null, 0);     // upcasters may have dropped all that there was

        TAggregate Create() => (TAggregate)factory.Create(type, id);
    }

    private List<DomainEvent> EventsOf(Type aggregate, EventEnvelope stored) =>
        [.. serializer.ToEvents(stored).Where(one => one.Type.Aggregate == aggregate).Select(one => one.Event)];
}
