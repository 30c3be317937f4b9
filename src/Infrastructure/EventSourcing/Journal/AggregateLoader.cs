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
        foreach (var source in catalogue.SourcesOf(type)) await journal.ReadHistoryAsync(source, id, long.MaxValue, row => past.Add(row.ToEnvelope()), cancellation);
        foreach (var stored in past.OrderBy(stored => stored.Position))
        {
            if (OfAggregate(serializer.ToEvents(stored)) is not { Count: > 0 } events) continue;
            (aggregate ??= Create()).ReplayPast(events);
            (position, hasHappened) = (stored.Position, true);
        }

        await journal.ReadHistoryAsync(EventNames.Of(type), id, until, Replay, cancellation);
        return hasHappened ? (aggregate, position) : (null, 0);     // upcasters may have dropped all that there was

        void Replay(IStoredRow row)
        {
            aggregate ??= Create();
            if (row.AggregateVersion != aggregate.Version + 1)
            {
                throw new UnreadableEventException(
                    $"Position {row.Position}: {type.Name} {id} has no event of version {aggregate.Version + 1}, yet one of {row.AggregateVersion}: the journal is damaged.");
            }

            var events = OfAggregate(serializer.ToEvents(row));
            aggregate.Replay(events);
            (position, hasHappened) = (row.Position, hasHappened || events.Count > 0);
        }

        IReadOnlyList<DomainEvent> OfAggregate(IReadOnlyList<(EventType Type, DomainEvent Event)> events) =>
            events is [var (of, only)] && of.Aggregate == type ? [only] : [.. events.Where(one => one.Type.Aggregate == type).Select(one => one.Event)];

        TAggregate Create() => (TAggregate)factory.Create(type, id);
    }
}
