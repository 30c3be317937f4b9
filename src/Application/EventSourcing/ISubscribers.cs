namespace CleanES.Application.EventSourcing;

/// <summary>Tells how every subscriber of this journal stands, whichever process runs it.</summary>
public interface ISubscribers
{
    /// <summary>Ordered by name; as the journal's database and the read models say now.</summary>
    /// <exception cref="JournalUnavailableException"/>
    /// <exception cref="StartupException">No service runs here, and there is no journal, or none that is up to date.</exception>
    Task<IReadOnlyList<SubscriberStatus>> ListAsync(CancellationToken cancellation);
}

/// <param name="Kind"><c>projection</c> or <c>effect</c>.</param>
/// <param name="State">
/// <c>running</c>; <c>retrying</c> after a failure; <c>stopped</c> when its attempts are used up, which it then goes on to try with the longest pause, unless
/// <paramref name="NextAttempt"/> is null: then it waits for a person; <c>paused</c> by a person; <c>waiting</c> while no process runs it.
/// </param>
/// <param name="Position">The checkpoint: everything up to it is handled or parked.</param>
/// <param name="Lag">How many events of the journal lie after it.</param>
/// <param name="LagSeconds">For how long the first of them has been in the journal; 0 if there is none.</param>
/// <param name="Parked">How many events are set aside.</param>
/// <param name="Attempts">Failures since the last success.</param>
/// <param name="Error">What failed last, while retrying or stopped: the exception's class, a colon, its message.</param>
/// <param name="NextAttempt">When it is tried again, while retrying or stopped.</param>
/// <param name="Rebuild">The rebuild that is under way; null if there is none.</param>
public sealed record SubscriberStatus(
    string Name,
    string Kind,
    string State,
    long Position,
    long Lag,
    double LagSeconds,
    long Parked,
    int Attempts,
    string? Error,
    DateTimeOffset? NextAttempt,
    RebuildStatus? Rebuild = null);

/// <param name="Position">Up to where the new read model is built.</param>
/// <param name="Of">The journal's newest position.</param>
/// <param name="Error">What stopped it, as in <see cref="SubscriberStatus"/>; it is tried again. Null while it advances.</param>
public sealed record RebuildStatus(long Position, long Of, string? Error);
