namespace CleanES.Application.EventSourcing;

/// <summary>What a person does when a subscriber stops or has parked events. Works from any process, whether the service runs or not.</summary>
/// <remarks>
/// What is asked for is written down, and done by the process that runs the subscriber, within a second or when the service runs again. Every change to a subscriber is kept as an
/// audit row. Every method may throw <see cref="UnknownSubscriberException"/>, <see cref="JournalUnavailableException"/> and <see cref="ReadModelUnavailableException"/>, and
/// <see cref="StartupException"/> where there is no journal, or none that is up to date.
/// </remarks>
public interface ISubscriberTools
{
    /// <summary>What is set aside, by subscriber and position.</summary>
    /// <param name="subscriber">Null: of all.</param>
    Task<IReadOnlyList<ParkedStatus>> ParkedAsync(string? subscriber, CancellationToken cancellation);

    /// <summary>Tries again at once: a subscriber that is retrying or stopped, and what it has parked.</summary>
    /// <param name="position">Only what is parked at this position, and what is parked of the same aggregate; null: all.</param>
    /// <returns>How many parked events will be tried, in order within each aggregate.</returns>
    /// <exception cref="ToolRefusedException">Nothing is parked at this position.</exception>
    Task<int> RetryAsync(string subscriber, long? position, CancellationToken cancellation);

    /// <summary>Gives one event up for this subscriber: one that is parked, or the one at which it is retrying or stopped. The later ones of its aggregate are tried.</summary>
    /// <param name="reason">Kept with it.</param>
    /// <exception cref="ToolRefusedException">The event is neither parked nor the next.</exception>
    Task SkipAsync(string subscriber, long position, string reason, CancellationToken cancellation);

    /// <summary>Has the subscriber begin nothing new.</summary>
    Task PauseAsync(string subscriber, CancellationToken cancellation);

    Task ResumeAsync(string subscriber, CancellationToken cancellation);

    /// <summary>
    /// Begins to build a projection's read model anew from the journal, beside the one that goes on to serve queries and takes its place at the end. If a rebuild is
    /// under way already, it goes on.
    /// </summary>
    /// <exception cref="ToolRefusedException">It is an effect: what it has done is never repeated. Or it is paused.</exception>
    Task RebuildAsync(string projection, CancellationToken cancellation);

    /// <summary>Ends when the rebuild is done. Where no process runs the projection, this one does meanwhile.</summary>
    /// <param name="progress">Told about four times a second.</param>
    Task FollowRebuildAsync(string projection, IProgress<RebuildStatus> progress, CancellationToken cancellation);

    /// <summary>
    /// Lets a subscriber whose checkpoint does not fit this journal go on: a projection with an empty read model from the first event, an effect after a position. What is
    /// parked after it, or is not in this journal, is parked no more.
    /// </summary>
    /// <param name="position">Only for an effect: the last event that counts as handled; null: the newest, or where it is if that fits this journal.</param>
    /// <exception cref="ToolRefusedException">A position is given for a projection, or one that the journal has not reached.</exception>
    Task ResetAsync(string subscriber, long? position, CancellationToken cancellation);

    /// <summary>Removes read models that no projection of this version of the service uses: of old shapes, versions and rebuilds, and of projections that are gone.</summary>
    /// <param name="dryRun">Only tells which.</param>
    /// <returns>What was removed: full paths of files.</returns>
    Task<IReadOnlyList<string>> PruneAsync(bool dryRun, CancellationToken cancellation);

    /// <summary>What became of an event with a subscriber, and why.</summary>
    /// <exception cref="ToolRefusedException">The journal has no such position.</exception>
    Task<EventFate> WhyAsync(string subscriber, long position, CancellationToken cancellation);

    /// <summary>All that followed from one request: events by the commands that raised them, commands by the events that caused them.</summary>
    /// <returns>The commands at the root, oldest first; empty if nothing carries the id.</returns>
    Task<IReadOnlyList<TracedCommand>> TraceAsync(string correlationId, CancellationToken cancellation);
}

/// <param name="EventType">As stored.</param>
/// <param name="Error">What failed, as in <see cref="SubscriberStatus"/>; null if it is here only because an earlier event of its aggregate is.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="ParkedAt">In UTC.</param>
/// <param name="IsRetried">It is about to be tried again.</param>
public sealed record ParkedStatus(
    string Subscriber, long Position, Guid EventId, string EventType, string AggregateType, Guid AggregateId, string? Error, int Attempts, DateTimeOffset ParkedAt, bool IsRetried);

/// <param name="Fate"><c>handled</c>, <c>filtered</c>, <c>parked</c>, <c>skipped</c> or <c>waiting</c>.</param>
/// <param name="Why">In a sentence.</param>
public sealed record EventFate(string Subscriber, long Position, string Fate, string Why);

/// <param name="CommandId">Null if the events tell of none.</param>
public sealed record TracedCommand(Guid? CommandId, IReadOnlyList<TracedEvent> Events);

/// <param name="Commands">What effects sent because of it.</param>
public sealed record TracedEvent(
    long Position, Guid EventId, string EventType, string AggregateType, Guid AggregateId, DateTimeOffset CreateDate, IReadOnlyList<TracedCommand> Commands);

/// <summary>There is no subscriber of this name.</summary>
public sealed class UnknownSubscriberException(string name, IEnumerable<string> known) : Exception(
    $"There is no subscriber {name}. Those that there are: {string.Join(", ", known)}.");

/// <summary>A tool cannot do what it is asked for as things are; the message says why. Nothing was changed.</summary>
public sealed class ToolRefusedException(string message) : Exception(message);
