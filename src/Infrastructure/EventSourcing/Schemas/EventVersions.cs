using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>All versions of one event type, and how each is read as the next: by its upcaster, or else by what the schemas say.</summary>
/// <param name="Current">The event as it is today; null if it has no class any more.</param>
/// <param name="Newest">The newest version.</param>
/// <param name="Schema">Null if no version was read from a file.</param>
/// <param name="Upcasters">Those of this event type.</param>
internal sealed record EventVersions(EventTypeName Name, EventType? Current, int Newest, EventSchema? Schema, IReadOnlyList<Upcaster> Upcasters)
{
    private readonly ConcurrentDictionary<int, SchemaPlan> _plans = new();

    public bool IsCurrent(int version) => Current is not null && version == Newest;

    /// <summary>What checks events of a version that was read from a file.</summary>
    public SchemaPlan PlanOf(int version) => _plans.GetOrAdd(version, one => SchemaPlan.Compile(Schema!.Files[one - 1].Schema));

    /// <summary>One step on.</summary>
    /// <exception cref="InvalidOperationException">There is no way from this version to the next.</exception>
    public IEnumerable<UpcastEvent> Next(int version, JsonObject data, EventEnvelope stored)
    {
        var upcaster = Upcasters.FirstOrDefault(one => one.Version == version);
        if (upcaster?.Into is not null) return upcaster.Split(data, stored);

        var next = upcaster?.Upcast(data, stored) ?? Schema?.Steps.ElementAtOrDefault(version - 1)?.Upcast(data)
            ?? throw new InvalidOperationException($"nothing says how {Name.Name} of version {version} is read");
        return [new UpcastEvent(Name.Name, version + 1, next)];
    }
}
