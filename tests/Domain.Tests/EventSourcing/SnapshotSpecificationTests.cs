using CleanES.Domain.EventSourcing;
using Xunit.Sdk;
using static CleanES.TestKit.Specification;

namespace CleanES.Domain.Tests.EventSourcing;

/// <summary>A specification tells what a snapshot does not keep, down to what nobody sees.</summary>
public sealed class SnapshotSpecificationTests
{
    public enum Loss { None, Seal, Number, Comparer, Thing, All }

    private static readonly DomainEvent[] _history = [new Bag.Packed("pen", 2), new Bag.Packed("ink", 1), new Bag.Packed("PEN", 1), new Bag.Sealed("red")];

    [Fact]
    public void All_that_is_kept_is_fine()
    {
        Given<Bag>(_history).ThenASnapshotKeepsAll();
        Given<Bag>().ThenASnapshotKeepsAll();
    }

    [Theory]
    [InlineData(Loss.Seal, "    _seal: {\"colour\":\"red\"} went, null came.")]
    [InlineData(Loss.Number, "    _things[0].value._number: 1 went, 0 came.\n    _things[1].value._number: 3 went, 0 came.")]
    [InlineData(Loss.Comparer, "    _things.Comparer: OrdinalIgnoreCaseComparer went, StringEqualityComparer came.")]
    [InlineData(Loss.Thing, "    _things: {\"pen\":{},\"ink\":{}} went, {\"pen\":{}} came.")]
    public void What_is_lost_is_named(Loss loss, string differences)
    {
        var failure = Fails(() => Given<Bag>([.. _history, new Bag.Torn(loss)]).ThenASnapshotKeepsAll());

        Assert.EndsWith($"\nBut\n    Bag is another than when its events are replayed:\n{differences}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_tells_the_story() => Assert.Equal(
        """

        Given Bag
            Sealed {"colour":"red"}
            Torn {"loss":"seal"}
        When
            it is restored from a snapshot
        Then
            nothing
        But
            Bag is another than when its events are replayed:
            _seal: {"colour":"red"} went, null came.
        """.ReplaceLineEndings("\n"),
        Fails(() => Given<Bag>(new Bag.Sealed("red"), new Bag.Torn(Loss.Seal)).ThenASnapshotKeepsAll()).Message);

    [Fact]
    public void A_state_that_JSON_does_not_make_is_told() => Assert.Contains(
        "the snapshot cannot be taken and restored: Too torn.",
        Fails(() => Given<Bag>(new Bag.Torn(Loss.All)).ThenASnapshotKeepsAll()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_class_without_snapshots_is_told() => Assert.EndsWith(
        "Plain takes no snapshots. Implement ISnapshots.", Fails(() => Given<Plain>().ThenASnapshotKeepsAll()).Message, StringComparison.Ordinal);

    private static XunitException Fails(Action specification) => Assert.ThrowsAny<XunitException>(specification);

    private sealed class Plain(Guid id) : AggregateRoot(id);

    /// <summary>Loses in its snapshots what it is told to. What it holds is hidden in every part.</summary>
    private sealed class Bag(Guid id) : AggregateRoot(id), ISnapshots<Bag.State>
    {
        private Dictionary<string, Thing> _things = new(StringComparer.OrdinalIgnoreCase);
        private Seal? _seal;
        private Loss _loss;

        State ISnapshots<State>.Take() => new([.. _things.Select(thing => (thing.Key, thing.Value.Number))], _loss == Loss.Seal ? null : _seal?.Colour, _loss);

        void ISnapshots<State>.Restore(State state)
        {
            if (state.Loss == Loss.All) throw new InvalidOperationException("Too torn.");
            if (state.Loss == Loss.Comparer) _things = [];
            foreach (var (name, number) in state.Things.SkipLast(state.Loss == Loss.Thing ? 1 : 0)) _things[name] = new Thing(state.Loss == Loss.Number ? 0 : number);
            _seal = state.Seal is null ? null : new Seal(state.Seal);
            _loss = state.Loss;
        }

        private sealed record State(IReadOnlyList<(string Name, int Number)> Things, string? Seal, Loss Loss);

        private sealed class Thing(int number)
        {
            private int _number = number;

            internal int Number => _number;

            public void Add(int more) => _number += more;
        }

        private sealed record Seal(string Colour);

        public sealed record Packed(string Thing, int Number) : DomainEvent<Bag>
        {
            protected override void Apply(Bag bag)
            {
                if (bag._things.TryGetValue(Thing, out var thing)) thing.Add(Number);
                else bag._things.Add(Thing, new Thing(Number));
            }
        }

        public sealed record Sealed(string Colour) : DomainEvent<Bag>
        {
            protected override void Apply(Bag bag) => bag._seal = new Seal(Colour);
        }

        public sealed record Torn(Loss Loss) : DomainEvent<Bag>
        {
            protected override void Apply(Bag bag) => bag._loss = Loss;
        }
    }
}
