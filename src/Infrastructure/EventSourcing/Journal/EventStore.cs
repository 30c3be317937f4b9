using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <inheritdoc cref="IEventStore"/>
internal sealed class EventStore(
    JournalReader journal, JournalWriter writer, EventSerializer serializer, AggregateLoader loader, UpdateTurns turns, CommandContext context,
    TimeProvider clock) : IEventStore
{
    /// <summary>What effects' commands have stored in this scope.</summary>
    private readonly HashSet<Guid> _marks = [];

    private bool _validates;

    public IEventStore WithValidation()
    {
        var validating = (EventStore)MemberwiseClone();
        validating._validates = true;
        return validating;
    }

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

    public async Task<TAggregate> LoadAtAsync<TAggregate>(Guid id, long version, CancellationToken cancellation) where TAggregate : AggregateRoot
    {
        ArgumentOutOfRangeException.ThrowIfNegative(version);
        var (aggregate, _) = await loader.LoadAsync<TAggregate>(id, cancellation, until: version);
        return aggregate switch
        {
            null => throw NotFound(aggregate, id),
            { IsDiscarded: true } => throw new AggregateNotFoundException(
                $"{typeof(TAggregate).Name} {id} was discarded with version {aggregate.Version}. The versions before that one can be read."),
            _ when aggregate.Version < version => throw new AggregateNotFoundException(
                $"{typeof(TAggregate).Name} {id} has no version {version}: its newest is {aggregate.Version}."),
            _ => aggregate,
        };
    }

    public async Task<TAggregate> LoadAtAsync<TAggregate>(Guid id, DateTimeOffset time, CancellationToken cancellation) where TAggregate : AggregateRoot
    {
        // From here on by its version: an event before it counts, whatever a clock that ran ahead has dated it.
        var newest = new HistoryRange(UntilDate: time, Limit: 1, Descending: true);
        if (await journal.HistoryAsync<TAggregate>(id, newest, cancellation).FirstOrDefaultAsync(cancellation) is { } stored)
            return await LoadAtAsync<TAggregate>(id, stored.AggregateVersion, cancellation);

        throw (await journal.NewestAsync(typeof(TAggregate), id, cancellation)).Version < 0 ? NotFound<TAggregate>(null, id) : new AggregateNotFoundException(
            $"{typeof(TAggregate).Name} {id} did not exist yet at {UtcText.Of(time)}.");
    }

    public async Task<Saved> SaveAsync(AggregateRoot aggregate, CancellationToken cancellation) =>
        (await SaveAsync([aggregate], cancellation))[0];

    public async Task<IReadOnlyList<Saved>> SaveAsync(IReadOnlyList<AggregateRoot> aggregates, CancellationToken cancellation)
    {
        if (aggregates.DistinctBy(aggregate => (aggregate.GetType(), aggregate.Id)).Count() != aggregates.Count)
            throw new ArgumentException("An aggregate stands twice among those to be saved.", nameof(aggregates));

        var changed = aggregates.Where(aggregate => aggregate.Pending.Count > 0).ToList();
        var positions = new Dictionary<AggregateRoot, long>();
        foreach (var unchanged in aggregates.Except(changed))
            positions[unchanged] = (await journal.NewestAsync(unchanged.GetType(), unchanged.Id, cancellation)).Position;
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
        turns.InTurnAsync(typeof(TAggregate), id, () => LoadDecideSaveAsync(id, expectedVersion, decide, cancellation), cancellation);

    private async Task<Saved> LoadDecideSaveAsync<TAggregate>(Guid id, long? expectedVersion, Action<TAggregate> decide, CancellationToken cancellation)
        where TAggregate : AggregateRoot
    {
        var mark = MarkOfEffect(typeof(TAggregate), id);
        for (var attempt = 1; ; attempt++)
        {
            // Before anything is decided, since a repeat would decide on what it has done itself.
            if (mark is { } known && await journal.ContainsAsync(known, cancellation)) return await AnswerAgainAsync<TAggregate>(id, known, cancellation);

            var (aggregate, position) = await loader.LoadAsync<TAggregate>(id, cancellation);
            if (aggregate is not { IsDiscarded: false }) throw NotFound(aggregate, id);
            if (expectedVersion is { } expected && expected != aggregate.Version)
                throw new ExpectedVersionException(typeof(TAggregate), id, expected, aggregate.Version);

            decide(aggregate);
            if (aggregate.Pending.Count == 0) return new Saved(id, aggregate.Version, position);

            aggregate.Pending[0].Id = mark;
            try
            {
                var saved = await SaveAsync(aggregate, cancellation);
                if (mark is { } stored) _marks.Add(stored);
                return saved;
            }
            catch (LostRaceException lost) when (expectedVersion is { } demanded)
            {
                throw new ExpectedVersionException(typeof(TAggregate), id, demanded, lost.ActualVersion);
            }
            catch (Exception lost) when ((lost is LostRaceException || (lost is EventIdTakenException && mark is not null)) && attempt < IEventStore.MaxUpdateAttempts)
            {
                // Nothing was stored: what the winner stored is loaded and decided upon. The winner may be the same command in another process.
            }
        }
    }

    /// <summary>
    /// The id that the first event gets which an effect's command stores of an aggregate. It follows from both, so that the journal knows it again when
    /// the command is repeated. Null for a caller's command.
    /// </summary>
    private Guid? MarkOfEffect(Type aggregate, Guid id) =>
        context is { CausationId: not null, CommandId: { } command } ? DerivedId.From(command, $"{EventNames.Of(aggregate)} {id}") : null;

    private Task<Saved> AnswerAgainAsync<TAggregate>(Guid id, Guid mark, CancellationToken cancellation) => _marks.Contains(mark)
        ? throw new InvalidOperationException(
            $"An effect's command changes an aggregate once, and this one has changed {typeof(TAggregate).Name} {id} just now. Send two commands that differ in a value.")
        : journal.NewestAsync(typeof(TAggregate), id, cancellation);

    private static AggregateNotFoundException NotFound<TAggregate>(TAggregate? aggregate, Guid id) where TAggregate : AggregateRoot =>
        new(typeof(TAggregate), id, isDiscarded: aggregate is not null);

    private async Task<IReadOnlyList<long>> AppendAsync(List<AggregateRoot> aggregates, CancellationToken cancellation)
    {
        using var activity = Tracing.Activities.StartActivity("append");     // before the metadata, which tell its id
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
            catch (Exception failure) when (failure is not (LostRaceException or EventIdTakenException or ClaimTakenException))
            {
                throw unknown;
            }
        }
    }

    private List<EventEnvelope> Envelopes(AggregateRoot aggregate, string metadata)
    {
        var now = clock.GetUtcNow();
        return [.. aggregate.Pending.Select(pending =>
        {
            pending.Id ??= Guid.CreateVersion7(now);
            return serializer.ToEnvelope(aggregate, pending, now, metadata, _validates);
        })];
    }
}
