namespace CleanES.Application.EventSourcing;

/// <summary>
/// A subscriber that writes a read model of its own. It changes tracked rows and never saves: rows and checkpoint are saved
/// together, so every event shows exactly once. If it throws, it is tried again with growing pauses, and stopped when its attempts are used up; its
/// queries go on serving what is there. One process runs it at a time.
/// </summary>
/// <remarks>Its constructor takes the one read model context that it owns.</remarks>
/// <param name="name">Stable, in kebab-case, unique among subscribers: <c>todo-list</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ProjectionAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>
    /// From 1. Raise it when the handlers or an upcaster have changed so that other rows come of the same events: the read model is then built
    /// beside the old one from the journal, as with a changed table.
    /// </summary>
    public int Version { get; init; } = 1;

    /// <summary><see cref="OnFailure.Park"/> only where each row belongs to one aggregate: with the events of one parked, the rows of the others are right.</summary>
    public OnFailure OnFailure { get; init; } = OnFailure.Stop;
}

/// <summary>
/// A subscriber that acts on the outside or sends commands. It gets every event at least once, in its aggregate's order, in one process at a time. After a crash the last one
/// may come again: the event id serves as the key of what it does (<see cref="IEffectLedger"/>). A rebuild never repeats it.
/// </summary>
/// <param name="name">Stable, in kebab-case, unique among subscribers: <c>welcome-mail</c>. Its checkpoint is kept under it.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EffectAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>Where an effect that is new to this journal starts.</summary>
    public Begins Begins { get; init; } = Begins.Now;

    /// <summary>What becomes of an event on which it fails again and again.</summary>
    public OnFailure OnFailure { get; init; } = OnFailure.Park;
}

/// <summary>What becomes of a subscriber that has failed on an event as often as <c>Subscribers:Attempts</c> says.</summary>
public enum OnFailure
{
    /// <summary>It stops there, and goes on to be tried with the longest pause.</summary>
    Stop,

    /// <summary>The event is set aside with the later ones of its aggregate, and it goes on with the others.</summary>
    Park,
}

public enum Begins
{
    /// <summary>With the first event after the start of the process that first knew the effect.</summary>
    Now,

    /// <summary>With the journal's first event.</summary>
    Beginning,
}
