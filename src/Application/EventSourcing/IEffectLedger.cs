namespace CleanES.Application.EventSourcing;

/// <summary>
/// Remembers what an effect has done, in the journal's database: an effect that does several things for an event, and fails between them, does not do the first again when
/// the event comes again.
/// </summary>
/// <remarks>
/// A process that dies between the action and its note repeats the action: whoever receives it still needs the event id as a key to notice. What is noted is kept for good.
/// </remarks>
public interface IEffectLedger
{
    /// <summary>Runs the action, unless the ledger says that this effect has done it for this event, and notes it once it has ended well.</summary>
    /// <param name="name">Stable: tells apart what the effect does for one event.</param>
    /// <returns>Whether it was run.</returns>
    /// <exception cref="InvalidOperationException">It is asked for outside an effect.</exception>
    Task<bool> OnceAsync(StoredEvent stored, string name, Func<CancellationToken, Task> action, CancellationToken cancellation);
}
