using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>Somebody who loads and saves, and keeps what it has loaded, however stale.</summary>
internal sealed class Caller(string name, TestService service)
{
    private readonly Dictionary<Slot, Held> _hand = [];

    public string Name { get; } = name;

    public TestService Service { get; } = service;

    /// <summary>Leaves out of a save what would not change: its position is read apart from the append, at another moment.</summary>
    public bool IsOneOfMany { get; init; }

    public IEventStore Store { get; } = service.Store;

    /// <summary>What it saved last.</summary>
    public IReadOnlyList<Sent> LastSaved { get; set; } = [];

    public void Take(Slot slot, AggregateRoot? aggregate)
    {
        if (aggregate is null) _hand.Remove(slot);
        else _hand[slot] = new Held(slot, aggregate, birth: null);
    }

    /// <summary>Begins new aggregates.</summary>
    public List<Held> Begin(IReadOnlyList<Change> changes)
    {
        foreach (var change in changes) _hand[change.Slot] = new Held(change.Slot, change.Birth.Bear(change.Slot.Id), change.Birth);
        return Do(changes);
    }

    /// <summary>Does as much of it as concerns what it holds.</summary>
    public List<Held> Do(IReadOnlyList<Change> changes)
    {
        List<Held> held = [];
        foreach (var change in changes)
        {
            if (!_hand.TryGetValue(change.Slot, out var one)) continue;
            one.Do(change.Acts);
            if (!IsOneOfMany || one.Aggregate.Pending.Count > 0) held.Add(one);
        }

        return held;
    }

    /// <summary>Drops what cannot begin, and goes on with everything else, however stale.</summary>
    public void Refused(IEnumerable<Held> held)
    {
        foreach (var one in held.Where(one => one.IsNew)) _hand.Remove(one.Slot);
    }

    public override string ToString() => Name;
}

/// <summary>A caller's copy of an aggregate, and how its pending events came about.</summary>
/// <param name="birth">Null if it was loaded.</param>
internal sealed class Held(Slot slot, AggregateRoot aggregate, Birth? birth)
{
    private readonly List<Act> _acts = [];
    private long _base = birth is null ? aggregate.Version : -1;

    public Slot Slot { get; } = slot;

    public AggregateRoot Aggregate { get; } = aggregate;

    public bool IsNew => _base < 0;

    public void Do(IEnumerable<Act> acts)
    {
        _acts.AddRange(acts);
        Aggregate.Do(acts);
    }

    public Sent Send() => new(Slot, _base, birth, [.. _acts], [.. Aggregate.Pending]);

    public void Saved()
    {
        _acts.Clear();
        _base = Aggregate.Version;
    }
}

/// <summary>What was sent to be saved, so that the same can be made again.</summary>
/// <param name="Base">The aggregate version that the change follows on; -1: none.</param>
/// <param name="Pending">The events, which have their ids once they were sent.</param>
internal sealed record Sent(Slot Slot, long Base, Birth? Birth, IReadOnlyList<Act> Acts, IReadOnlyList<PendingEvent> Pending)
{
    /// <param name="before">The aggregate at <see cref="Base"/>; null if it begins here.</param>
    public Copy Again(AggregateRoot? before)
    {
        var aggregate = before ?? Birth!.Bear(Slot.Id);
        aggregate.Do(Acts);
        foreach (var (same, first) in aggregate.Pending.Zip(Pending)) same.Id = first.Id;
        return new Copy(Slot, aggregate);
    }
}
