using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <inheritdoc cref="IEventStore"/>
internal sealed class EventStore(
    JournalReader journal, JournalWriter writer, EventSerializer serializer, AggregateLoader loader, UpdateTurns turns, CommandContext context,
    TimeProvider clock) : IEventStore
{
    private readonly EventIds _ids = new(context, clock);

    public async Task<TAggregate> LoadAsync<TAggregate>(Guid id, CancellationToken cancellation) where TAggregate : AggregateRoot
    {
        var (aggregate, _) = await loader.LoadAsync<TAggregate>(id, cancellation);
        return aggregate is { IsDiscarded: false } ? aggregate : throw NotFound(aggregate, id);
    }

    public async Task<TAggregate?> FindAsync<TAggregate>(Guid id, CancellationToken cancellation) where TAggregate : AggregateRoot
    {
        var (aggregate, _) = await loader.LoadAsync<TAggregate>(id, cancellation);
        return aggregate is { IsDiscarded: false } ? aggregate : null;
    }

    public async Task<Saved> SaveAsync(AggregateRoot aggregate, CancellationToken cancellation) =>
        (await SaveAsync([aggregate], cancellation))[0];

    public async Task<IReadOnlyList<Saved>> SaveAsync(IReadOnlyList<AggregateRoot> aggregates, CancellationToken cancellation)
    {
        if (aggregates.DistinctBy(aggregate => (aggregate.GetType(), aggregate.Id)).Count() != aggregates.Count)
            throw new ArgumentException("An aggregate stands twice among those to be saved.", nameof(aggregates));

        var ids = aggregates.Select(aggregate => _ids.NextSave(aggregate.GetType(), aggregate.Id)).ToList();
        try
        {
            foreach (var save in ids)
            {
                if (await IsStoredAsync(save, cancellation)) return await RefreshAsync(aggregates, cancellation);
            }

            foreach (var (aggregate, save) in aggregates.Zip(ids)) _ids.Give(aggregate, save);
            return await SaveGivenAsync(aggregates, cancellation);
        }
        catch
        {
            foreach (var aggregate in aggregates) _ids.TakeBack(aggregate.GetType(), aggregate.Id);
            throw;
        }
    }

    public Task<Saved> UpdateAsync<TAggregate>(Guid id, long? expectedVersion, Action<TAggregate> decide, CancellationToken cancellation)
        where TAggregate : AggregateRoot =>
        turns.InTurnAsync(typeof(TAggregate), id, () => UpdateInTurnAsync(id, expectedVersion, decide, cancellation), cancellation);

    private async Task<Saved> UpdateInTurnAsync<TAggregate>(Guid id, long? expectedVersion, Action<TAggregate> decide, CancellationToken cancellation)
        where TAggregate : AggregateRoot
    {
        var ids = _ids.NextSave(typeof(TAggregate), id);
        try
        {
            return await LoadDecideSaveAsync(id, ids, expectedVersion, decide, cancellation);
        }
        catch
        {
            _ids.TakeBack(typeof(TAggregate), id);
            throw;
        }
    }

    private async Task<Saved> LoadDecideSaveAsync<TAggregate>(
        Guid id, Guid? ids, long? expectedVersion, Action<TAggregate> decide, CancellationToken cancellation)
        where TAggregate : AggregateRoot
    {
        // A repeat would decide on what it has done itself: otherwise, or not at all.
        if (await IsStoredAsync(ids, cancellation)) return await journal.NewestAsync(typeof(TAggregate), id, cancellation);

        for (var attempt = 1; ; attempt++)
        {
            var (aggregate, position) = await loader.LoadAsync<TAggregate>(id, cancellation);
            if (aggregate is not { IsDiscarded: false }) throw NotFound(aggregate, id);
            if (expectedVersion is { } expected && expected != aggregate.Version)
                throw new ExpectedVersionException(typeof(TAggregate), id, expected, aggregate.Version);

            decide(aggregate);
            if (aggregate.Pending.Count == 0) return new Saved(id, aggregate.Version, position);

            _ids.Give(aggregate, ids);
            try
            {
                return (await SaveGivenAsync([aggregate], cancellation))[0];
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

    private static AggregateNotFoundException NotFound<TAggregate>(TAggregate? aggregate, Guid id) where TAggregate : AggregateRoot =>
        new(typeof(TAggregate), id, isDiscarded: aggregate is not null);

    private async Task<IReadOnlyList<Saved>> SaveGivenAsync(IReadOnlyList<AggregateRoot> aggregates, CancellationToken cancellation)
    {
        var changed = aggregates.Where(aggregate => aggregate.Pending.Count > 0).ToList();
        var saved = new Dictionary<AggregateRoot, Saved>();
        foreach (var unchanged in aggregates.Except(changed))
            saved[unchanged] = await journal.NewestAsync(unchanged.GetType(), unchanged.Id, cancellation) with { Version = unchanged.Version };
        try
        {
            foreach (var (aggregate, position) in changed.Zip(changed.Count > 0 ? await AppendAsync(changed, cancellation) : []))
            {
                saved[aggregate] = new Saved(aggregate.Id, aggregate.Version, position);
                aggregate.MarkSaved();
            }
        }
        catch (EventIdTakenException) when (_ids.AreRepeatable)
        {
            return await RefreshAsync(aggregates, cancellation);     // the same command in another process was faster
        }

        return [.. aggregates.Select(aggregate => saved[aggregate])];
    }

    /// <summary>Whether the effect's command has stored this save before.</summary>
    private async Task<bool> IsStoredAsync(Guid? save, CancellationToken cancellation) =>
        save is { } origin && await journal.ContainsAsync(EventIds.First(origin), cancellation);

    /// <summary>Lets them stand as they do in the journal: what the repeated command decided on them once more is forgotten, so that it can go on.</summary>
    private async Task<IReadOnlyList<Saved>> RefreshAsync(IReadOnlyList<AggregateRoot> aggregates, CancellationToken cancellation)
    {
        List<Saved> saved = [];
        foreach (var aggregate in aggregates)
        {
            var (stored, position) = await loader.LoadAsync(aggregate.GetType(), aggregate.Id, cancellation);
            if (stored is not null) AggregateFactory.Copy(stored, aggregate);
            saved.Add(new Saved(aggregate.Id, aggregate.Version, position));
        }

        return saved;
    }

    private async Task<IReadOnlyList<long>> AppendAsync(List<AggregateRoot> aggregates, CancellationToken cancellation)
    {
        var metadata = EventMetadata.Of(context);
        var append = new Append(aggregates.ConvertAll(aggregate => new AggregateAppend(
            aggregate.GetType(), Envelopes(aggregate, metadata), aggregate.ClaimsChanged ? aggregate.Claims : null)));
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

    private List<EventEnvelope> Envelopes(AggregateRoot aggregate, string metadata)
    {
        var now = clock.GetUtcNow();
        return [.. aggregate.Pending.Select(pending => serializer.ToEnvelope(aggregate, pending, now, metadata))];
    }
}
