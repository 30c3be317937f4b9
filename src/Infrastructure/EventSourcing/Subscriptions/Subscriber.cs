using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>One class that handles stored events, as it was found, and how it stands.</summary>
/// <param name="readModel">The context that a projection owns; null for an effect.</param>
/// <param name="version">Of a projection; 1 for an effect.</param>
/// <param name="events">The events that it handles by their type.</param>
/// <param name="handlesAll">Whether it handles <see cref="StoredEvent"/>.</param>
internal sealed class Subscriber(string name, Type @class, Type? readModel, int version, Begins begins, IReadOnlySet<Type> events, bool handlesAll)
{
    public string Name { get; } = name;
    public Type Class { get; } = @class;
    public Type? ReadModel { get; } = readModel;
    public int Version { get; } = version;
    public Begins Begins { get; } = begins;
    public IReadOnlySet<Type> Events { get; } = events;

    /// <summary>The checkpoint, as far as this process knows; rises only after a commit.</summary>
    public Watermark Progress { get; } = new();

    /// <summary>Null while it runs.</summary>
    public SubscriberFailure? Failure { get; set; }

    public string Kind => ReadModel is null ? "effect" : "projection";

    public bool Handles(Type domainEvent) => handlesAll || Events.Contains(domainEvent);

    /// <summary>Tells that the checkpoint was moved, and with it that nothing fails.</summary>
    public void MoveTo(long position)
    {
        Failure = null;
        Progress.Advance(position);
    }

    public SubscriberStatus Status(long head) => new(
        Name, Kind, Failure is null ? "running" : "stopped", Progress.Position, Math.Max(0, head - Progress.Position),
        Failure?.Attempts ?? 0, Failure?.Error, Failure?.NextAttempt);
}

internal sealed record SubscriberFailure(int Attempts, string Error, DateTimeOffset NextAttempt);
