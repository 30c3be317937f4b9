using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Snapshots;

/// <summary>What happened to an aggregate that was split stands in several histories: it is replayed.</summary>
public sealed class SplitTests : SnapshotTest
{
    [Fact]
    public async Task Neither_part_of_a_split_has_snapshots()
    {
        Start(typeof(Whole), typeof(Part), typeof(Splitting), typeof(Pantry));
        var id = Guid.CreateVersion7();
        for (var version = 0; version < 3; version++) File.Plant(id, version, "whole_moved", "{}", aggregateType: "whole");

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(3, (await Store.LoadAsync<Part>(id, default)).Moves);
            Assert.Null(await Store.FindAsync<Whole>(id, default));
        }

        File.Plant(id, 3, "whole_moved", "{}", eventVersion: 2, aggregateType: "whole");
        Assert.Equal(1, (await Store.LoadAsync<Whole>(id, default)).Moves);
        await OpenWithSnapshotAsync(version: 7);
        Assert.Equal(["pantry"], File.Column<string>("SELECT aggregate_type FROM snapshot"));
    }

    internal abstract class Moving(Guid id) : AggregateRoot(id), ISnapshots<int>
    {
        public int Moves { get; protected set; }

        static int ISnapshots<int>.Every => 1;

        public int Take() => Moves;

        public void Restore(int state) => Moves = state;
    }

    internal sealed class Whole(Guid id) : Moving(id)
    {
        public sealed record Moved : DomainEvent<Whole>
        {
            protected override void Apply(Whole whole) => whole.Moves++;
        }
    }

    internal sealed class Part(Guid id) : Moving(id)
    {
        public sealed record Moved : DomainEvent<Part>
        {
            protected override void Apply(Part part) => part.Moves++;
        }
    }

    [Upcaster("whole_moved", 1, "part_moved")]
    internal sealed class Splitting : ISplittingUpcaster
    {
        public IEnumerable<UpcastEvent> Split(JsonObject data, EventEnvelope stored) => [new UpcastEvent("part_moved", 1, data)];
    }
}
