namespace CleanES.Application.EventSourcing;

/// <summary>The journal as it lies in its database, for those who look after it. It is only read, and the service may be running.</summary>
/// <remarks>
/// Nothing is made or migrated. Every method throws <see cref="StartupException"/> where there is no journal, or none that this version of the service
/// can read before it has been started once; <see cref="JournalUnavailableException"/> where reading fails on the way.
/// </remarks>
public interface IJournalTools
{
    /// <summary>Which journal it is: the full path of its file.</summary>
    string Journal { get; }

    /// <summary>Whether events are held against the schemas of their versions: with <c>EventSchemas:Enabled</c>.</summary>
    bool ChecksSchemas { get; }

    /// <summary>
    /// Checks all that must hold in a journal (<c>docs/journal-invariants.md</c>), as it was at one moment, and goes on after what is wrong. One aggregate
    /// is held in memory at a time.
    /// </summary>
    /// <param name="found">Told of each problem at once.</param>
    /// <param name="progress">Told at the beginning, after every thousand events and at the end.</param>
    /// <returns>How much was checked.</returns>
    Task<JournalProgress> VerifyAsync(Action<JournalProblem> found, IProgress<JournalProgress> progress, CancellationToken cancellation);

    /// <summary>Everything that happened to one aggregate, oldest first, as stored; nothing if there is none of this id.</summary>
    /// <param name="aggregate">Its class or its stable name: <c>Todo</c> or <c>todo</c>.</param>
    /// <exception cref="StartupException">There is no such aggregate; names those that there are.</exception>
    IAsyncEnumerable<JournalRow> HistoryAsync(string aggregate, Guid id, CancellationToken cancellation);

    /// <summary>The newest rows of the whole journal, oldest first, as stored.</summary>
    /// <param name="follow">Goes on without end: each further row, whoever appends it, within half a second of its commit; none missed or twice.</param>
    IAsyncEnumerable<JournalRow> TailAsync(int count, bool follow, CancellationToken cancellation);
}

/// <summary>What is wrong with a journal.</summary>
/// <param name="Position">Where; null if it is no matter of one row.</param>
/// <param name="Problem">What is wrong there: <c>the metadata [] are no JSON object</c>.</param>
public sealed record JournalProblem(long? Position, string Problem)
{
    public override string ToString() => Position is { } position ? $"Position {position}: {Problem}" : Problem;
}

/// <summary>How far a check has come.</summary>
/// <param name="Events">Checked so far.</param>
/// <param name="Aggregates">Begun so far.</param>
/// <param name="Newest">The newest position; so many events are to be checked.</param>
public sealed record JournalProgress(long Events, long Aggregates, long Newest);

/// <summary>One row of the journal as it is stored, damaged or not: see <see cref="EventEnvelope"/>. A value is text, a number, bytes, or null.</summary>
public sealed record JournalRow(
    long Position, object? EventId, object? EventType, object? EventVersion, object? EventData,
    object? AggregateType, object? AggregateId, object? AggregateVersion, object? CreateDate, object? Metadata);
