namespace CleanES.Application.EventSourcing;

/// <summary>No aggregate of this id was ever created, or it is discarded; or it was so at the version or time that was asked for.</summary>
public sealed class AggregateNotFoundException(string message) : Exception(message)
{
    public AggregateNotFoundException(Type aggregate, Guid id, bool isDiscarded)
        : this(isDiscarded ? $"{aggregate.Name} {id} was discarded." : $"There is no {aggregate.Name} {id}.") { }
}

/// <summary>Somebody else changed the aggregate first. Nothing was stored: load it again and decide again.</summary>
public sealed class LostRaceException(Type aggregate, Guid id, long expectedVersion, long actualVersion) : Exception(
    $"{aggregate.Name} {id} was changed by somebody else: expected {Of(expectedVersion)}, found {Of(actualVersion)}. Read it again and repeat the change.")
{
    /// <summary>The aggregate version that the decision was based on; -1: that there is none.</summary>
    public long ExpectedVersion { get; } = expectedVersion;

    /// <summary>The aggregate version in the journal.</summary>
    public long ActualVersion { get; } = actualVersion;

    private static string Of(long version) => version < 0 ? "none" : $"version {version}";
}

/// <summary>The caller demanded a version at which the aggregate is not. Nothing was stored.</summary>
public sealed class ExpectedVersionException(Type aggregate, Guid id, long expectedVersion, long actualVersion) : Exception(
    $"{aggregate.Name} {id} is at version {actualVersion}, not at the expected version {expectedVersion}. Read it again and repeat the change.")
{
    public long ExpectedVersion { get; } = expectedVersion;
    public long ActualVersion { get; } = actualVersion;
}

/// <summary>An event does not match its schema. Nothing was stored.</summary>
/// <param name="eventType">The event's stable name.</param>
/// <param name="errors">The reason for each path that does not fit: <c>todo_created.label</c>, <c>expected string, found 7</c>.</param>
public sealed class EventSchemaException(string eventType, IReadOnlyList<SchemaError> errors) : Exception(
    $"{eventType} does not match its schema: {string.Join("; ", errors)}.")
{
    public string EventType { get; } = eventType;
    public IReadOnlyList<SchemaError> Errors { get; } = errors;
}

/// <summary>An event's data are too many to be stored. Nothing was stored.</summary>
public sealed class EventTooLargeException(string eventType, int bytes) : Exception(
    $"{eventType} has {bytes} bytes of data, more than the {IEventStore.MaxEventBytes} that an event may have. Keep what is so large elsewhere, and its address in the event.");

/// <param name="Path">Where: <c>todo_created.tags[3]</c>.</param>
/// <param name="Reason">What is wrong there: <c>expected string, found 7</c>.</param>
public sealed record SchemaError(string Path, string Reason)
{
    public override string ToString() => $"{Path}: {Reason}";
}

/// <summary>An event id of this save is in the journal already, and the save as a whole is not. Nothing was stored.</summary>
public sealed class EventIdTakenException(Guid eventId) : Exception(
    $"Event id {eventId} is in the journal already, with another event or as a part of what was to be saved. Load the aggregate and decide again.");

/// <summary>The journal cannot be read or written now; whatever was to be stored was not. Worth another try later.</summary>
public sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The journal failed while it committed: the events are stored or not, and nobody can tell yet. Saving the same aggregate
/// again finds out, and stores nothing twice.
/// </summary>
public sealed class OutcomeUnknownException(Exception inner) : Exception(
    $"The journal failed while it committed; whether the change is stored is not known: {inner.Message}", inner);

/// <summary>A stored event cannot be read: its type or version is unknown here, or its data is damaged.</summary>
public sealed class UnreadableEventException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A position was asked for that the journal has not reached.</summary>
public sealed class PositionAheadException(long position, long head) : Exception(
    $"The journal is at position {head} and has not reached {position}.");

/// <summary>A read model did not reach the asked position in time. Worth another try.</summary>
public sealed class ReadModelBehindException(string projection, long position, long reached, bool isStopped) : Exception(
    $"Projection {projection} has reached position {reached}, not yet {position}.{(isStopped ? " It is stopped by a failure and tried again." : "")}");

/// <summary>A read model cannot be opened or made; commands are not touched by it. Worth another try later.</summary>
public sealed class ReadModelUnavailableException(string projection, string reason, Exception inner) : Exception(
    $"The read model of {projection} {reason}.", inner);

/// <summary>The service cannot start as it is configured or built; the message says what is wrong, where, and the way out.</summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>All that is wrong, told at once, a line for each problem.</summary>
    public StartupException(string what, IEnumerable<string> problems) : this($"{what}:{string.Concat(problems.Select(problem => $"\n  {problem}"))}") { }
}

/// <summary>Another aggregate holds the value. Nothing was stored.</summary>
/// <param name="name">The claim: <c>project.name</c>.</param>
public sealed class ClaimTakenException(string name, string value) : Exception($"{name} \"{value}\" is taken. Choose another value.")
{
    /// <summary>Stable, for programs: <c>project.name_taken</c>.</summary>
    public string Code { get; } = $"{name}_taken";
}
