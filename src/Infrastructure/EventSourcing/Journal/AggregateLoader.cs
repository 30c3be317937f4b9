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
        cancellation.ThrowIfCancellationRequested();
        var snapshot = await snapshots.FindAsync(typeof(TAggregate), id, until, cancellation);
        var (aggregate, position, newest) = await ReplayAsync<TAggregate>(id, until, snapshot, cancellation);
        if (aggregate is not null && until == long.MaxValue && !snapshots.TryRenew(aggregate, newest, snapshot))
            (aggregate, position, _) = await ReplayAsync<TAggregate>(id, until, snapshot: null, cancellation);
        return (aggregate, position);
    }

    /// <param name="snapshot">Where it begins, if one was restored.</param>
    /// <returns>The aggregate, and the position of its newest event, with its id where there are snapshots; null if it has none.</returns>
    private async Task<(TAggregate? Aggregate, long Position, Guid Newest)> ReplayAsync<TAggregate>(
        Guid id, long until, FoundSnapshot? snapshot, CancellationToken cancellation)
        where TAggregate : AggregateRoot
    {
        var (type, takesSnapshots) = (typeof(TAggregate), snapshots.AreTakenOf(typeof(TAggregate)));
        var aggregate = (TAggregate?)snapshot?.Aggregate;
        var (position, newest) = snapshot?.Newest ?? default;
        var hasHappened = aggregate is not null;
        var past = new List<EventEnvelope>();
        foreach (var source in catalogue.SourcesOf(type))
            await journal.ReadHistoryAsync(source, id, from: 0, until: long.MaxValue, row => past.Add(row.ToEnvelope()), cancellation);
        foreach (var stored in past.OrderBy(stored => stored.Position))
        {
            if (OfAggregate(type, serializer.ToEvents(stored)) is not { Count: > 0 } events) continue;
            (aggregate ??= Create()).ReplayPast(events);
            (position, hasHappened) = (stored.Position, true);
        }

        await journal.ReadHistoryAsync(EventNames.Of(type), id, from: (aggregate?.Version ?? -1) + 1, until, Apply, cancellation);
        return hasHappened ? (aggregate, position, newest) : default;      // upcasters may have dropped all that there was

        void Apply(IStoredRow row)
        {
            hasHappened |= Replay(aggregate ??= Create(), row);
            position = row.Position;
            if (takesSnapshots) newest = row.EventId;
        }

        TAggregate Create() => (TAggregate)factory.Create(type, id);
    }

    /// <returns>Whether anything has happened by it.</returns>
    private bool Replay(AggregateRoot aggregate, IStoredRow row)
    {
        if (row.AggregateVersion != aggregate.Version + 1)
        {
            throw new UnreadableEventException(
                $"Position {row.Position}: {aggregate.GetType().Name} {aggregate.Id} has no event of version {aggregate.Version + 1}, yet one of {row.AggregateVersion}: the journal is damaged.");
        }

        var events = OfAggregate(aggregate.GetType(), serializer.ToEvents(row));
        aggregate.Replay(events);
        return events.Count > 0;
    }

    private static IReadOnlyList<DomainEvent> OfAggregate(Type aggregate, IReadOnlyList<(EventType Type, DomainEvent Event)> events) =>
        events is [var (of, only)] && of.Aggregate == aggregate ? [only] : [.. events.Where(one => one.Type.Aggregate == aggregate).Select(one => one.Event)];
}
