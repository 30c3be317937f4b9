using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>Makes aggregates of their stored events.</summary>
internal sealed class AggregateLoader(
    JournalReader journal, EventSerializer serializer, EventCatalogue catalogue, AggregateFactory factory, Snapshots snapshots)
{
    /// <param name="until">The newest version to be applied.</param>
    /// <returns>The aggregate, a discarded one included, and the position of its newest event; null and 0 if it has none.</returns>
    /// <exception cref="UnreadableEventException">An event is missing or cannot be read.</exception>
    public async Task<(TAggregate? Aggregate, long Position)> LoadAsync<TAggregate>(Guid id, CancellationToken cancellation, long until = long.MaxValue)
        where TAggregate : AggregateRoot
    {
        var snapshot = await snapshots.FindAsync(typeof(TAggregate), id, until, cancellation);
        var (aggregate, newest) = await ReplayAsync<TAggregate>(id, until, snapshot, cancellation);
        if (newest is null && snapshot is { Aggregate: not null })
        {
            snapshot = snapshot.OfAnotherHistory();
            (aggregate, newest) = await ReplayAsync<TAggregate>(id, until, snapshot, cancellation);
        }

        if (aggregate is null) return (null, 0);
        if (until == long.MaxValue) snapshots.Renew(aggregate, newest!.EventId, snapshot);
        return (aggregate, newest!.Position);
    }

    /// <param name="snapshot">Where it begins, if one was restored.</param>
    /// <returns>The aggregate and its newest event; neither if it has none, or the snapshot is of another history.</returns>
    private async Task<(TAggregate? Aggregate, EventEnvelope? Newest)> ReplayAsync<TAggregate>(
        Guid id, long until, FoundSnapshot? snapshot, CancellationToken cancellation)
        where TAggregate : AggregateRoot
    {
        var type = typeof(TAggregate);
        var aggregate = (TAggregate?)snapshot?.Aggregate;
        var isRestored = aggregate is not null;
        var (newest, hasHappened) = ((EventEnvelope?)null, isRestored);
        var past = new List<EventEnvelope>();
        foreach (var source in catalogue.SourcesOf(type))
            past.AddRange(await journal.HistoryAsync(source, id, from: 0, until: long.MaxValue, cancellation).ToListAsync(cancellation));
        foreach (var stored in past.OrderBy(stored => stored.Position))
        {
            if (EventsOf(type, stored) is not { Count: > 0 } events) continue;
            (aggregate ??= Create()).ReplayPast(events);
            (newest, hasHappened) = (stored, true);
        }

        await foreach (var stored in journal.HistoryAsync(EventNames.Of(type), id, from: aggregate?.Version ?? 0, until, cancellation))
        {
            if (newest is null && isRestored)
            {
                if (stored.EventId != snapshot!.EventId) break;     // else it is applied already
            }
            else hasHappened |= Replay(aggregate ??= Create(), stored);

            newest = stored;
        }

        return hasHappened && newest is not null ? (aggregate, newest) : (null, null);      // upcasters may have dropped all that there was

        TAggregate Create() => (TAggregate)factory.Create(type, id);
    }

    /// <returns>Whether anything has happened by it.</returns>
    private bool Replay(AggregateRoot aggregate, EventEnvelope stored)
    {
        if (stored.AggregateVersion != aggregate.Version + 1)
        {
            throw new UnreadableEventException(
                $"Position {stored.Position}: {aggregate.GetType().Name} {aggregate.Id} has no event of version {aggregate.Version + 1}, yet one of {stored.AggregateVersion}: the journal is damaged.");
        }

        var events = EventsOf(aggregate.GetType(), stored);
        aggregate.Replay(events);
        return events.Count > 0;
    }

    private List<DomainEvent> EventsOf(Type aggregate, EventEnvelope stored) =>
        [.. serializer.ToEvents(stored).Where(one => one.Type.Aggregate == aggregate).Select(one => one.Event)];
}
