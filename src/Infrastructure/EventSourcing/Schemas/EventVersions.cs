using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>All versions of one event type, and how each is read as the next: by its upcaster, or else by what the schemas say.</summary>
/// <param name="current">The event as it is today; null if it has no class any more.</param>
/// <param name="newest">The newest version.</param>
/// <param name="schema">Null if no version was read from a file.</param>
/// <param name="upcasters">Those of this event type.</param>
internal sealed class EventVersions(EventTypeName name, EventType? current, int newest, EventSchema? schema, IReadOnlyList<Upcaster> upcasters)
{
    public EventTypeName Name { get; } = name;
    public EventType? Current { get; } = current;
    public int Newest { get; } = newest;
    public IReadOnlyList<Upcaster> Upcasters { get; } = upcasters;

    /// <summary>What the schemas say of how an older version is read, as JSON; nothing where there is none.</summary>
    public IEnumerable<string> Steps => schema is { Version: > 1 } ? schema.Files.Select(file => file.Json.GetRawText()) : [];

    private readonly ConcurrentDictionary<int, SchemaPlan> _plans = new();

    public bool IsCurrent(int version) => Current is not null && version == Newest;

    /// <summary>What checks events of a version that was read from a file.</summary>
    public SchemaPlan PlanOf(int version) => _plans.GetOrAdd(version, one => SchemaPlan.Compile(schema!.Files[one - 1].Schema));

    /// <summary>One step on.</summary>
    /// <exception cref="InvalidOperationException">There is no way from this version to the next.</exception>
    public IEnumerable<UpcastEvent> Next(int version, JsonObject data, EventEnvelope stored)
    {
        var next = Upcasters.FirstOrDefault(one => one.Version == version) switch
        {
            { Into: not null } splitting => splitting.Split(data, stored),
            { } upcaster => [new UpcastEvent(Name.Name, version + 1, upcaster.Upcast(data, stored))],
            null when schema?.Steps.ElementAtOrDefault(version - 1) is { } step => [new UpcastEvent(Name.Name, version + 1, step.Upcast(data))],
            null => throw new InvalidOperationException($"nothing says how {Name.Name} of version {version} is read"),
        };
        return next.Select(made => made.Data is null ? throw new InvalidOperationException("the upcaster returns nothing") : made);
    }
}
