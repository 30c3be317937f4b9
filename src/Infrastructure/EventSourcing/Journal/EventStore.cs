using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <inheritdoc cref="IEventStore"/>
internal sealed class EventStore(JournalReader journal, JournalWriter writer, EventSerializer serializer, AggregateFactory factory, TimeProvider clock)
    : IEventStore
{
    private readonly UpdateTurns _updates = new();

    public async Task<TAggregate> LoadAsync<TAggregate>(Guid id, CancellationToken cancellation) where TAggregate : AggregateRoot
    {
        var (aggregate, _) = await ReplayAsync<TAggregate>(id, cancellation);
        return aggregate is { IsDiscarded: false } ? aggregate : throw NotFound(aggregate, id);
    }

    public async Task<TAggregate?> FindAsync<TAggregate>(Guid id, CancellationToken cancellation) where TAggregate : AggregateRoot
    {
        var (aggregate, _) = await ReplayAsync<TAggregate>(id, cancellation);
        return aggregate is { IsDiscarded: false } ? aggregate : null;
    }

    public async Task<Saved> SaveAsync(AggregateRoot aggregate, CancellationToken cancellation) =>
        (await SaveAsync([aggregate], cancellation))[0];

    public async Task<IReadOnlyList<Saved>> SaveAsync(IReadOnlyList<AggregateRoot> aggregates, CancellationToken cancellation)
    {
        if (aggregates.DistinctBy(aggregate => (aggregate.GetType(), aggregate.Id)).Count() != aggregates.Count)
            throw new ArgumentException("An aggregate stands twice among those to be saved.", nameof(aggregates));

        var changed = aggregates.Where(aggregate => aggregate.Pending.Count > 0).ToList();
        var positions = new Dictionary<AggregateRoot, long>();
        foreach (var unchanged in aggregates.Except(changed)) positions[unchanged] = await journal.NewestPositionAsync(unchanged, cancellation);
        if (changed.Count > 0)
        {
            foreach (var (aggregate, position) in changed.Zip(await AppendAsync(changed, cancellation)))
            {
                positions[aggregate] = position;
                aggregate.MarkSaved();
            }
        }

        return [.. aggregates.Select(aggregate => new Saved(aggregate.Id, aggregate.Version, positions[aggregate]))];
    }

    public Task<Saved> UpdateAsync<TAggregate>(Guid id, long? expectedVersion, Action<TAggregate> decide, CancellationToken cancellation)
        where TAggregate : AggregateRoot =>
        _updates.InTurnAsync(typeof(TAggregate), id, () => LoadDecideSaveAsync(id, expectedVersion, decide, cancellation), cancellation);

    private async Task<Saved> LoadDecideSaveAsync<TAggregate>(Guid id, long? expectedVersion, Action<TAggregate> decide, CancellationToken cancellation)
        where TAggregate : AggregateRoot
    {
        for (var attempt = 1; ; attempt++)
        {
            var (aggregate, position) = await ReplayAsync<TAggregate>(id, cancellation);
            if (aggregate is not { IsDiscarded: false }) throw NotFound(aggregate, id);
            if (expectedVersion is { } expected && expected != aggregate.Version)
                throw new ExpectedVersionException(typeof(TAggregate), id, expected, aggregate.Version);

            decide(aggregate);
            if (aggregate.Pending.Count == 0) return new Saved(id, aggregate.Version, position);

            try
            {
                return await SaveAsync(aggregate, cancellation);
            }
            catch (LostRaceException lost) when (expectedVersion is { } demanded)
            {
                throw new ExpectedVersionException(typeof(TAggregate), id, demanded, lost.ActualVersion);
            }
            catch (LostRaceException) when (attempt < IEventStore.MaxUpdateAttempts)
            {
                // Nothing was stored: what the winner stored is loaded and decided upon.
            }
        }
    }

    private async Task<(TAggregate? Aggregate, long Position)> ReplayAsync<TAggregate>(Guid id, CancellationToken cancellation) where TAggregate : AggregateRoot
    {
        TAggregate? aggregate = null;
        var position = 0L;
        await foreach (var stored in journal.HistoryAsync<TAggregate>(id, cancellation))
        {
            aggregate ??= factory.Create<TAggregate>(id);
            if (stored.AggregateVersion != aggregate.Version + 1)
            {
                throw new UnreadableEventException(
                    $"Position {stored.Position}: {typeof(TAggregate).Name} {id} has no event of version {aggregate.Version + 1}, yet one of {stored.AggregateVersion}: the journal is damaged.");
            }

            aggregate.Replay(serializer.ToEvent(stored));
            position = stored.Position;
        }

        return (aggregate, position);
    }

    private static AggregateNotFoundException NotFound<TAggregate>(TAggregate? aggregate, Guid id) where TAggregate : AggregateRoot =>
        new(typeof(TAggregate), id, isDiscarded: aggregate is not null);

    private async Task<IReadOnlyList<long>> AppendAsync(List<AggregateRoot> aggregates, CancellationToken cancellation)
    {
        var append = new Append(aggregates.ConvertAll(aggregate => new AggregateAppend(aggregate.GetType(), Envelopes(aggregate))));
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return await writer.AppendAsync(append);
        }
        catch (OutcomeUnknownException unknown)
        {
            try
            {
                return await writer.AppendAsync(append);    // the ids are the same, so that nothing is stored twice
            }
            catch (Exception failure) when (failure is not (LostRaceException or EventIdTakenException))
            {
                throw unknown;
            }
        }
    }

    private List<EventEnvelope> Envelopes(AggregateRoot aggregate)
    {
        var now = clock.GetUtcNow();
        return [.. aggregate.Pending.Select(pending =>
        {
            pending.Id ??= Guid.CreateVersion7(now);
            return serializer.ToEnvelope(aggregate, pending, now);
        })];
    }
}
