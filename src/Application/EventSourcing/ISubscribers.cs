namespace CleanES.Application.EventSourcing;

/// <summary>Tells how every subscriber of this process stands.</summary>
public interface ISubscribers
{
    /// <summary>Ordered by name; answers at once, from memory.</summary>
    IReadOnlyList<SubscriberStatus> List();
}

/// <param name="Kind"><c>projection</c> or <c>effect</c>.</param>
/// <param name="State"><c>running</c>; or <c>stopped</c> after a failure, until a further attempt succeeds.</param>
/// <param name="Position">The checkpoint: everything up to it is handled.</param>
/// <param name="Lag">How many events of the journal lie after it.</param>
/// <param name="Attempts">Failures since the last success.</param>
/// <param name="Error">What failed last, while stopped: the exception's class, a colon, its message.</param>
/// <param name="NextAttempt">When it is tried again, while stopped.</param>
public sealed record SubscriberStatus(
    string Name,
    string Kind,
    string State,
    long Position,
    long Lag,
    int Attempts,
    string? Error,
    DateTimeOffset? NextAttempt);
