using CleanES.Domain.EventSourcing;

namespace CleanES.Application.EventSourcing;

/// <summary>Reads the journal. Aggregates are loaded and saved through <see cref="IEventStore"/>.</summary>
/// <remarks>Every method may throw <see cref="JournalUnavailableException"/>.</remarks>
public interface IJournal
{
    /// <summary>The newest position; 0 while the journal is empty.</summary>
    Task<long> HeadAsync(CancellationToken cancellation);

    /// <summary>Everything that happened to one aggregate, as it was stored, oldest first, a discarded one included; nothing if there is none of this id.</summary>
    IAsyncEnumerable<EventEnvelope> HistoryAsync<TAggregate>(Guid id, CancellationToken cancellation) where TAggregate : AggregateRoot;

    /// <summary>A part of it. Rows are read as they are asked for; until the last one, or the end of the loop, the journal is held open.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range has a negative limit or version.</exception>
    IAsyncEnumerable<EventEnvelope> HistoryAsync<TAggregate>(Guid id, HistoryRange range, CancellationToken cancellation) where TAggregate : AggregateRoot;

    /// <summary>
    /// Every event after a position, in order, none missed or twice; then, without end, each further one: at once if this process commits it, within
    /// half a second, while the service runs, if another one does. A position that the journal has not reached is waited for.
    /// </summary>
    /// <remarks>
    /// Loops are independent of each other, and each may take its time: the journal is read in batches and not held open in between. Leaving a
    /// loop or cancelling it, which throws <see cref="OperationCanceledException"/>, leaves nothing behind. After any other exception a loop may be begun
    /// again after the last position that it was given. Events are in their newest version: of a stored one an upcaster may make none, or several, which share its position:
    /// only when the next position comes are all of them known.
    /// </remarks>
    /// <param name="after">The last position that is known already; 0: none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative.</exception>
    /// <exception cref="UnreadableEventException">The next event is missing or cannot be read; names its position. It is never skipped.</exception>
    IAsyncEnumerable<StoredEvent> FollowAsync(long after, CancellationToken cancellation);
}

/// <summary>Which events of an aggregate's history are wanted. What is not given does not narrow it.</summary>
/// <param name="After">Only later aggregate versions; -1 is before the first.</param>
/// <param name="Until">Only this aggregate version and earlier ones.</param>
/// <param name="AfterDate">Only create dates after this time.</param>
/// <param name="UntilDate">Only create dates up to this time, itself included.</param>
/// <param name="Limit">At most so many, the first ones in the order that is wanted.</param>
/// <param name="Descending">Newest first.</param>
public sealed record HistoryRange(
    long? After = null, long? Until = null, DateTimeOffset? AfterDate = null, DateTimeOffset? UntilDate = null, int? Limit = null, bool Descending = false);
