using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;

namespace CleanES.Infrastructure.Tests.Snapshots;

public sealed class DiscoveryTests : SnapshotTest
{
    [Theory]
    [InlineData(typeof(Torn), "takes snapshots of System.Int32 and of System.String. Implement ISnapshots once, with one state for all.")]
    [InlineData(typeof(Never), "takes a snapshot every 0 events. Let Every be 1 or more, or remove it: then it is the usual number.")]
    public void What_cannot_be_meant_stops_the_start(Type aggregate, string problem) =>
        Assert.Equal($"{aggregate} {problem}", Assert.Throws<StartupException>(() => Start(aggregate)).Message);

    [Fact]
    public void The_usual_number_is_a_hundred() => Assert.Equal(100, SnapshotForm.Of(typeof(Usual))!.Every);

    [Fact]
    public void Snapshots_may_be_inherited() => Assert.Equal((typeof(Heir), typeof(string)), SnapshotForm.Of(typeof(Heir)) is { } form ? (form.Aggregate, form.State) : default);

    internal sealed class Torn(Guid id) : AggregateRoot(id), ISnapshots<int>, ISnapshots<string>
    {
        int ISnapshots<int>.Take() => 0;

        string ISnapshots<string>.Take() => "";

        public void Restore(int state) { }

        public void Restore(string state) { }

        internal sealed record Done : DomainEvent<Torn>
        {
            protected override void Apply(Torn aggregate) { }
        }
    }

    internal sealed class Never(Guid id) : AggregateRoot(id), ISnapshots<int>
    {
        public static int Every => 0;

        public int Take() => 0;

        public void Restore(int state) { }

        internal sealed record Done : DomainEvent<Never>
        {
            protected override void Apply(Never aggregate) { }
        }
    }

    internal abstract class Usual(Guid id) : AggregateRoot(id), ISnapshots<string>
    {
        public string Take() => "";

        public void Restore(string state) { }
    }

    internal sealed class Heir(Guid id) : Usual(id);
}
