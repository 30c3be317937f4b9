using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>One stored event.</summary>
/// <param name="Id">Null if nobody but the store knows it.</param>
internal sealed record Row(long Position, Slot Slot, long Version, DomainEvent Event, Guid? Id)
{
    public override string ToString() => $"{Position}: {Slot} {Version} {Event}";
}

/// <summary>An aggregate that is sent to be saved.</summary>
internal sealed record Copy(Slot Slot, AggregateRoot Aggregate)
{
    public IReadOnlyList<PendingEvent> Pending => Aggregate.Pending;
}

/// <summary>What a store has to answer, one caller after the other: the journal is a list, and each rule is told plainly.</summary>
internal sealed class Oracle(IEnumerable<Row> begun)
{
    private readonly List<Row> _rows = [.. begun];

    public IReadOnlyList<Row> Rows => _rows;

    public long Newest => _rows.Count;

    public long Checkpoint { get; private set; }

    /// <summary>The same at an earlier position.</summary>
    public Oracle At(long position) => new(_rows.Take((int)position));

    /// <summary>As it was at a version; null if it never was.</summary>
    public AggregateRoot? Replay(Slot slot, long version = long.MaxValue)
    {
        var aggregate = slot.Empty();
        foreach (var row in _rows.Where(row => row.Slot == slot && row.Version <= version)) aggregate.Replay(row.Event);
        return aggregate.Version >= 0 && (version == long.MaxValue || aggregate.Version == version) ? aggregate : null;
    }

    public AggregateRoot? Find(Slot slot) => Replay(slot) is { IsDiscarded: false } aggregate ? aggregate : null;

    public AggregateRoot Load(Slot slot) => Find(slot) ?? throw new AggregateNotFoundException(slot.Class, slot.Id, isDiscarded: Replay(slot) is not null);

    public IReadOnlyList<Saved> Save(IReadOnlyList<Copy> copies)
    {
        var events = copies.SelectMany(copy => copy.Pending.Select(
            pending => new Row(0, copy.Slot, pending.AggregateVersion, pending.Event, pending.Id))).ToList();
        if (!events.Exists(one => Stored(one) is not null))
        {
            CheckVersions(copies);
            CheckClaims(copies);
            foreach (var one in events) _rows.Add(one with { Position = Newest + 1 });
        }
        else if (events.Exists(one => one != Stored(one)))
        {
            throw new EventIdTakenException(Guid.Empty);
        }

        return [.. copies.Select(copy => new Saved(copy.Slot.Id, copy.Aggregate.Version, _rows
            .Last(row => row.Slot == copy.Slot && (copy.Pending.Count == 0 || row.Version == copy.Aggregate.Version)).Position))];
    }

    public Saved Update(Slot slot, long? expectedVersion, IEnumerable<Act> acts)
    {
        var aggregate = Load(slot);
        if (expectedVersion is { } expected && expected != aggregate.Version)
            throw new ExpectedVersionException(slot.Class, slot.Id, expected, aggregate.Version);

        aggregate.Do(acts);
        return Save([new Copy(slot, aggregate)])[0];
    }

    public bool Move(long from, long to)
    {
        if (Checkpoint != from) return false;

        Checkpoint = to;
        return true;
    }

    /// <summary>Of all that are not discarded.</summary>
    public IEnumerable<(string Name, string Value, Slot Holder)> Claims() => _rows
        .Select(row => row.Slot).Distinct()
        .SelectMany(slot => Replay(slot)!.Claims.Select(claim => (claim.Key, claim.Value, slot)));

    private Row? Stored(Row sent) => sent.Id is { } id && _rows.Find(row => row.Id == id) is { } stored ? stored with { Position = 0 } : null;

    private void CheckVersions(IEnumerable<Copy> copies)
    {
        foreach (var (slot, aggregate) in copies.Where(copy => copy.Pending.Count > 0))
        {
            var (expected, actual) = (aggregate.Version - aggregate.Pending.Count, Replay(slot)?.Version ?? -1);
            if (expected != actual) throw new LostRaceException(slot.Class, slot.Id, expected, actual);
        }
    }

    /// <summary>A value is free if nobody holds it but those who change what they hold, and none of them before wants it.</summary>
    private void CheckClaims(IReadOnlyList<Copy> copies)
    {
        var changing = copies.Where(copy => copy.Aggregate.ClaimsChanged).ToList();
        var held = Claims().Where(claim => changing.TrueForAll(copy => copy.Slot != claim.Holder)).Select(claim => (claim.Name, claim.Value)).ToHashSet();
        foreach (var (name, value) in changing.SelectMany(copy => copy.Aggregate.Claims))
        {
            if (!held.Add((name, value))) throw new ClaimTakenException(name, value);
        }
    }
}
