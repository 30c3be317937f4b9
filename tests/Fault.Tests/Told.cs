using System.Collections.Concurrent;

namespace CleanES.Fault.Tests;

/// <summary>One change as a client asked for it, and how it is known in the journal.</summary>
/// <param name="Mark">A text that no other event has in its data; null: known by id and version.</param>
/// <param name="Id">Of its aggregate; null: made by it.</param>
/// <param name="Version">That it gives the aggregate, where the client knows.</param>
internal sealed record Change(string EventType, string? Mark, Guid? Id = null, long? Version = null)
{
    public bool Is(Row row) =>
        row.EventType == EventType
        && (Mark is null || row.EventData.Contains($"\"{Mark}\"", StringComparison.Ordinal))
        && (Id is null || row.AggregateId == $"{Id}")
        && (Version is null || row.AggregateVersion == Version);
}

/// <summary>What a client was told is stored.</summary>
internal sealed record Saved(Guid Id, long Version, long Position);

/// <summary>What all clients of a journal asked for and what they were told, over all processes.</summary>
internal sealed class Told
{
    /// <summary>What the clients do.</summary>
    public IReadOnlyList<ITraffic> Features { get; } =
        [.. typeof(ITraffic).Assembly.GetTypes().Where(type => type is { IsClass: true } && type.IsAssignableTo(typeof(ITraffic)))
            .Select(type => (ITraffic)Activator.CreateInstance(type)!)];

    public ConcurrentBag<(Change Change, Saved Saved)> Acknowledged { get; } = [];

    /// <summary>That nothing was stored.</summary>
    public ConcurrentBag<Change> Refused { get; } = [];

    /// <summary>That another holds the value.</summary>
    public ConcurrentBag<Change> Taken { get; } = [];

    /// <summary>Nothing, or that nobody knows.</summary>
    public ConcurrentBag<Change> Unknown { get; } = [];

    /// <summary>What no caller may be told.</summary>
    public ConcurrentBag<string> Wrong { get; } = [];

    /// <summary>Events that were there before them.</summary>
    public int Earlier { get; set; }

    /// <summary>Positions of events that nobody asked for and nobody can read.</summary>
    public HashSet<long> Planted { get; } = [];

    /// <summary>The aggregate of which most was heard.</summary>
    public Guid MostChanged => Acknowledged.GroupBy(one => one.Saved.Id).MaxBy(changes => changes.Count())!.Key;

    /// <summary>Until that many more are acknowledged.</summary>
    public Task AcknowledgeAsync(int more)
    {
        var enough = Acknowledged.Count + more;
        return Eventually.IsSoAsync($"{more} more changes are acknowledged ({string.Join("; ", Wrong.Take(3))})", () => Acknowledged.Count >= enough);
    }

    public Task RefuseAsync(int more)
    {
        var enough = Refused.Count + more;
        return Eventually.IsSoAsync($"{more} more changes are refused ({string.Join("; ", Wrong.Take(3))})", () => Refused.Count >= enough);
    }
}
