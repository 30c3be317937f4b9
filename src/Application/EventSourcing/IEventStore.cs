using CleanES.Domain.EventSourcing;

namespace CleanES.Application.EventSourcing;

/// <summary>
/// Loads and saves aggregates. What is saved is durable before the call returns; the version that an aggregate was loaded
/// at is always checked, so of two writers never both win.
/// </summary>
/// <remarks>
/// Every method may throw <see cref="JournalUnavailableException"/>; those that load <see cref="UnreadableEventException"/>; those that
/// save <see cref="EventSchemaException"/>, <see cref="EventTooLargeException"/>, <see cref="ClaimTakenException"/>,
/// <see cref="EventIdTakenException"/> and <see cref="OutcomeUnknownException"/>. After all but the last nothing was stored. Cancellation is
/// honoured until the events are handed to the journal; from then on the call tells how it ended.
/// </remarks>
public interface IEventStore
{
    /// <exception cref="AggregateNotFoundException">There is none of this id, or it is discarded.</exception>
    Task<TAggregate> LoadAsync<TAggregate>(Guid id, CancellationToken cancellation) where TAggregate : AggregateRoot;

    /// <returns>Null if there is none of this id, or it is discarded.</returns>
    Task<TAggregate?> FindAsync<TAggregate>(Guid id, CancellationToken cancellation) where TAggregate : AggregateRoot;

    /// <summary>Tells whether there is one of this id: false if none was ever created, or it is discarded.</summary>
    /// <remarks>Loads it, since only its events together tell that it is discarded.</remarks>
    async Task<bool> ContainsAsync<TAggregate>(Guid id, CancellationToken cancellation) where TAggregate : AggregateRoot =>
        await FindAsync<TAggregate>(id, cancellation) is not null;

    /// <summary>Loads it as it was at exactly this version, also if it was discarded later. What is changed on an old version loses the race.</summary>
    /// <exception cref="AggregateNotFoundException">There is none of this id, it has no such version yet, or it was discarded by then.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The version is negative.</exception>
    Task<TAggregate> LoadAtAsync<TAggregate>(Guid id, long version, CancellationToken cancellation) where TAggregate : AggregateRoot;

    /// <summary>
    /// Loads it as it was at a time: up to its newest event whose create date, to the microsecond, is not later, with all events before that one. A time
    /// to come gives it as it is now. Otherwise as with a version.
    /// </summary>
    /// <exception cref="AggregateNotFoundException">There is none of this id, it did not exist yet, or it was discarded by then.</exception>
    Task<TAggregate> LoadAtAsync<TAggregate>(Guid id, DateTimeOffset time, CancellationToken cancellation) where TAggregate : AggregateRoot;

    /// <summary>Loads it as it was at the version or at the time; where neither is given, as it is now.</summary>
    Task<TAggregate> LoadAtAsync<TAggregate>(Guid id, long? version, DateTimeOffset? time, CancellationToken cancellation) where TAggregate : AggregateRoot =>
        (version, time) switch
        {
            ({ } known, null) => LoadAtAsync<TAggregate>(id, known, cancellation),
            (null, { } moment) => LoadAtAsync<TAggregate>(id, moment, cancellation),
            (null, null) => LoadAsync<TAggregate>(id, cancellation),
            _ => throw new ArgumentException("A version or a time is asked for, not both.", nameof(time)),
        };

    /// <summary>Stores the pending events. Without any, nothing is written, and the version at which the aggregate was loaded is told.</summary>
    /// <exception cref="LostRaceException">The aggregate has changed since it was loaded, or one of this id exists already.</exception>
    Task<Saved> SaveAsync(AggregateRoot aggregate, CancellationToken cancellation);

    /// <summary>Stores the pending events of several aggregates: of all, or of none.</summary>
    /// <returns>In the order of <paramref name="aggregates"/>.</returns>
    /// <exception cref="LostRaceException">As with one; names the first that lost.</exception>
    Task<IReadOnlyList<Saved>> SaveAsync(IReadOnlyList<AggregateRoot> aggregates, CancellationToken cancellation);

    /// <summary>
    /// Loads, decides, saves. With no <paramref name="expectedVersion"/>, a lost race is answered by loading and deciding
    /// again, at most <see cref="MaxUpdateAttempts"/> times in all, so <paramref name="decide"/> must act on nothing but the aggregate. In a
    /// process, updates of one aggregate take turns, so that a race is seldom lost but to another process or to a save. What an effect's command has
    /// updated once is neither decided upon nor stored again when the command is repeated: the answer then tells how the aggregate stands.
    /// </summary>
    /// <exception cref="AggregateNotFoundException">There is none of this id, or it is discarded.</exception>
    /// <exception cref="ExpectedVersionException">The aggregate is not at <paramref name="expectedVersion"/>.</exception>
    /// <exception cref="LostRaceException">Every attempt lost.</exception>
    /// <exception cref="InvalidOperationException">The same command of an effect has updated the aggregate already, just now.</exception>
    Task<Saved> UpdateAsync<TAggregate>(Guid id, long? expectedVersion, Action<TAggregate> decide, CancellationToken cancellation)
        where TAggregate : AggregateRoot;

    /// <summary>
    /// The same store, but what is saved through it is checked against its schema even where <c>EventSchemas:Enabled</c> is false. An event
    /// without a usable schema is refused as one that does not match: <see cref="EventSchemaException"/>.
    /// </summary>
    IEventStore WithValidation();

    public const int MaxUpdateAttempts = 20;

    /// <summary>How large the JSON of one event's data may be, in UTF-8.</summary>
    public const int MaxEventBytes = 1024 * 1024;
}

/// <summary>How an aggregate stands after it was saved.</summary>
/// <param name="Version">Its aggregate version.</param>
/// <param name="Position">The position of its newest event; a read model that has reached it shows the change.</param>
public sealed record Saved(Guid Id, long Version, long Position);
