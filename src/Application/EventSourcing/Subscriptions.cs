namespace CleanES.Application.EventSourcing;

/// <summary>
/// A subscriber that writes a read model of its own. It changes tracked rows and never saves: rows and checkpoint are saved
/// together, so every event shows exactly once. If it throws, it stops and is tried again with growing pauses; its
/// queries go on serving what is there.
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
}

/// <summary>
/// A subscriber that acts on the outside or sends commands. It gets every event at least once, in order. After a crash the last one
/// may come again, and of several processes each gets all: the event id serves as the key of what it does.
/// </summary>
/// <param name="name">Stable, in kebab-case, unique among subscribers: <c>welcome-mail</c>. Its checkpoint is kept under it.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EffectAttribute(string name) : Attribute
{
    public string Name { get; } = name;

    /// <summary>Where an effect that is new to this journal starts.</summary>
    public Begins Begins { get; init; } = Begins.Now;
}

public enum Begins
{
    /// <summary>With the first event after the start of the process that first knew the effect.</summary>
    Now,

    /// <summary>With the journal's first event.</summary>
    Beginning,
}
