using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.Tests.Support;
using CleanES.TestKit;

namespace CleanES.Infrastructure.Tests.Snapshots;

/// <summary>A state that does not come back as it was taken is never stored.</summary>
public sealed class LossTests : SnapshotTest
{
    [Theory]
    [InlineData(Flaw.Unread, "After Restore, Take gives another state than before.")]
    [InlineData(Flaw.TakeThrows, "No state.")]
    [InlineData(Flaw.TakeRaises, "Counted is pending; a snapshot is of stored events alone.")]
    [InlineData(Flaw.RestoreThrows, "No place for it.")]
    [InlineData(Flaw.RestoreRaises, "Counted is pending; a snapshot is of stored events alone.")]
    [InlineData(Flaw.RestoreForgets, "After Restore, Take gives another state than before.")]
    internal async Task It_is_told_of_once_for_all_of_the_class(Flaw flaw, string problem)
    {
        Start(typeof(Counter), typeof(Pantry));
        var first = await StoreAsync(Counter.Start(flaw));
        var second = await StoreAsync(Counter.Start(flaw));
        foreach (var id in (Guid[])[first, second, first])
        {
            Assert.Equal(2, (await Store.LoadAsync<Counter>(id, default)).Count);
            await Eventually.IsSoAsync(() => Log.Warnings.Count == 1);
        }

        await OpenWithSnapshotAsync(version: 7);

        Assert.Equal(
            $"No snapshot of {typeof(Counter)} is stored, since one would not hold its state, as with {first}. This is told once of a class ({problem})",
            Assert.Single(Log.Warnings));
        Assert.Equal(["pantry"], File.Column<string>("SELECT aggregate_type FROM snapshot"));
    }

    [Fact]
    public async Task Without_a_flaw_it_is_stored()
    {
        Start(typeof(Counter));
        var id = await StoreAsync(Counter.Start(Flaw.None));
        await Store.LoadAsync<Counter>(id, default);
        await StoredAsync(id, 2);
        Spoil(position: 2);

        Assert.Equal(2, (await Store.LoadAsync<Counter>(id, default)).Count);
    }

    internal enum Flaw { None, Unread, TakeThrows, TakeRaises, RestoreThrows, RestoreRaises, RestoreForgets }

    internal sealed class Counter : AggregateRoot, ISnapshots<Counter.State>
    {
        private Flaw _flaw;

        private Counter(Guid id) : base(id) { }

        public int Count { get; private set; }

        static int ISnapshots<State>.Every => 1;

        public static Counter Start(Flaw flaw)
        {
            var counter = new Counter(Guid.CreateVersion7());
            counter.Raise(new Started(flaw));
            counter.Raise(new Counted());
            counter.Raise(new Counted());
            return counter;
        }

        State ISnapshots<State>.Take()
        {
            if (_flaw == Flaw.TakeThrows) throw new InvalidOperationException("No state.");
            if (_flaw == Flaw.TakeRaises) Raise(new Counted());
            return new State(_flaw, Count) { Unread = _flaw == Flaw.Unread };
        }

        void ISnapshots<State>.Restore(State state)
        {
            if (state.Flaw == Flaw.RestoreThrows) throw new InvalidOperationException("No place for it.");
            if (state.Flaw == Flaw.RestoreRaises) Raise(new Counted());
            _flaw = state.Unread ? Flaw.Unread : state.Flaw == Flaw.Unread ? Flaw.None : state.Flaw;
            Count = _flaw == Flaw.RestoreForgets ? 0 : state.Count;
        }

        internal sealed record State(Flaw Flaw, int Count)
        {
            /// <summary>Is written to JSON, and not read from it.</summary>
            public bool Unread { get; internal set; }
        }

        public sealed record Started(Flaw Flaw) : DomainEvent<Counter>
        {
            protected override void Apply(Counter counter) => counter._flaw = Flaw;
        }

        public sealed record Counted : DomainEvent<Counter>
        {
            protected override void Apply(Counter counter) => counter.Count++;
        }
    }
}
