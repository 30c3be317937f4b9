using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.Tests.Support;

/// <summary>Has snapshots. Its label is a claim; where its stock stands is nobody's business, and in the snapshot all the same.</summary>
internal sealed class Pantry : AggregateRoot, ISnapshots<Pantry.State>
{
    public const string LabelClaim = "pantry.label";

    public const int Every = 5;

    private readonly Dictionary<string, int> _stock = [];
    private readonly List<string> _used = [];

    private Pantry(Guid id) : base(id) { }

    public IReadOnlyDictionary<string, int> Stock => _stock;

    static int ISnapshots<State>.Every => Every;

    public static Pantry Open(string label, Guid? id = null)
    {
        var pantry = new Pantry(id ?? Guid.CreateVersion7());
        pantry.Raise(new Labelled(label));
        return pantry;
    }

    public void Label(string? label) => Raise(new Labelled(label));

    public void Put(string item, int number = 1) => Raise(new ItemPut(item, number));

    /// <summary>Puts something until it is at this version.</summary>
    public Pantry FillTo(long version)
    {
        while (Version < version) Put($"tin {Version % 3}", (int)Version);
        return this;
    }

    public void UseUp(string item)
    {
        if (_stock.ContainsKey(item)) Raise(new ItemUsedUp(item));
    }

    public void Close() => Raise(new Closed());

    State ISnapshots<State>.Take() => new(_stock, _used);

    void ISnapshots<State>.Restore(State state)
    {
        foreach (var (item, number) in state.Stock) _stock.Add(item, number);
        _used.AddRange(state.Used);
    }

    internal sealed record State(IReadOnlyDictionary<string, int> Stock, IReadOnlyList<string> Used);

    public sealed record Labelled(string? Label) : DomainEvent<Pantry>
    {
        protected override void Apply(Pantry pantry) => pantry.Claim(LabelClaim, Label);
    }

    public sealed record ItemPut(string Item, int Number) : DomainEvent<Pantry>
    {
        protected override void Apply(Pantry pantry) => pantry._stock[Item] = pantry._stock.GetValueOrDefault(Item) + Number;
    }

    public sealed record ItemUsedUp(string Item) : DomainEvent<Pantry>
    {
        protected override void Apply(Pantry pantry)
        {
            pantry._stock.Remove(Item);
            pantry._used.Add(Item);
        }
    }

    public sealed record Closed : DomainEvent<Pantry>
    {
        protected override void Apply(Pantry pantry) => pantry.IsDiscarded = true;
    }
}
