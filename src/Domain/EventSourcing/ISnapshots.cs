namespace CleanES.Domain.EventSourcing;

/// <summary>
/// An aggregate with a long history: its state is saved every so many events, and is loaded from there on. A snapshot is a cache and never
/// the truth: one that is missing, old or damaged costs a full replay, and nothing else.
/// </summary>
/// <remarks>
/// Version, claims and whether the aggregate is discarded are kept without it. Implement it explicitly, so that commands do not see it. A
/// test says whether all is kept: <c>Given&lt;Todo&gt;(…).ThenASnapshotKeepsAll()</c>.
/// </remarks>
/// <typeparam name="TState">Goes to JSON and back like an event: a record, best nested in its aggregate. No schema is asked for.</typeparam>
public interface ISnapshots<TState>
    where TState : notnull
{
    /// <summary>After how many events beyond the last snapshot a load has the next one saved; at least 1.</summary>
    static virtual int Every => 100;

    /// <summary>All that the events' <c>Apply</c> changes and the aggregate holds itself. Changes and raises nothing.</summary>
    TState Take();

    /// <summary>
    /// Brings a new aggregate to where <see cref="Take"/> was called: what it holds then is all the same, whatever <c>Apply</c> goes on to do.
    /// Neither raises nor claims.
    /// </summary>
    void Restore(TState state);
}
