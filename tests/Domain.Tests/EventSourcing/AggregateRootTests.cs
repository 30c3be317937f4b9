using CleanES.Domain.EventSourcing;

namespace CleanES.Domain.Tests.EventSourcing;

public sealed class AggregateRootTests
{
    [Fact]
    public void An_aggregate_begins_before_its_first_event()
    {
        var id = Guid.NewGuid();
        var lamp = new Lamp(id);

        Assert.Equal(id, lamp.Id);
        Assert.Equal(-1, lamp.Version);
        Assert.Empty(lamp.Pending);
        Assert.False(lamp.IsDiscarded);
    }

    [Fact]
    public void Raising_applies_the_event_and_keeps_it_until_it_is_saved()
    {
        var lamp = new Lamp(Guid.NewGuid());
        lamp.Do(new Lamp.Switched(On: true), new Lamp.Switched(On: false), new Lamp.Switched(On: true));

        Assert.True(lamp.On);
        Assert.Equal(2, lamp.Version);
        Assert.Equal(
            [(new Lamp.Switched(On: true), 0), (new Lamp.Switched(On: false), 1), (new Lamp.Switched(On: true), 2)],
            lamp.Pending.Select(pending => ((Lamp.Switched)pending.Event, pending.AggregateVersion)));
        Assert.All(lamp.Pending, pending => Assert.Null(pending.Id));
    }

    [Fact]
    public void Saving_leaves_nothing_pending_and_counts_on()
    {
        var lamp = new Lamp(Guid.NewGuid());
        lamp.Do(new Lamp.Switched(On: true));
        lamp.MarkSaved();
        Assert.Empty(lamp.Pending);

        lamp.Do(new Lamp.Switched(On: false));
        Assert.Equal(1, Assert.Single(lamp.Pending).AggregateVersion);
    }

    [Fact]
    public void Replaying_applies_the_event_and_leaves_nothing_pending()
    {
        var lamp = new Lamp(Guid.NewGuid());
        lamp.Replay(new Lamp.Switched(On: true));

        Assert.True(lamp.On);
        Assert.Equal(0, lamp.Version);
        Assert.Empty(lamp.Pending);
    }

    [Fact]
    public void Nothing_happens_to_a_discarded_aggregate()
    {
        var lamp = new Lamp(Guid.NewGuid());
        lamp.Do(new Lamp.Switched(On: true), new Lamp.Broken());

        var refused = Assert.Throws<InvalidOperationException>(() => lamp.Do(new Lamp.Switched(On: false)));

        Assert.Equal($"Lamp {lamp.Id} is discarded: nothing can happen to it any more.", refused.Message);
        Assert.True(lamp.On);
        Assert.Equal(1, lamp.Version);
        Assert.Equal(2, lamp.Pending.Count);
    }

    [Fact]
    public void An_event_of_another_aggregate_is_refused_and_both_are_named()
    {
        var lamp = new Lamp(Guid.NewGuid());

        var refused = Assert.Throws<InvalidOperationException>(() => lamp.Do(new Door.Opened()));

        Assert.Contains("Opened is an event of Door and cannot happen to Lamp.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(-1, lamp.Version);
        Assert.Empty(lamp.Pending);
    }

    [Fact]
    public void An_event_of_an_abstract_aggregate_happens_to_its_heirs()
    {
        var door = new Door(Guid.NewGuid());
        door.Replay(new Fixture.Installed("hall"));

        Assert.Equal("hall", door.Place);
    }

    [Fact]
    public void Claims_follow_from_the_events_and_are_marked_until_they_are_saved()
    {
        var lamp = new Lamp(Guid.NewGuid());
        lamp.Replay(new Lamp.Hung("hall"));
        Assert.Equal((false, "hall"), (lamp.ClaimsChanged, lamp.Claims["lamp.hook"]));

        lamp.Do(new Lamp.Switched(On: true));
        Assert.False(lamp.ClaimsChanged);

        lamp.Do(new Lamp.Hung("attic"));
        Assert.Equal((true, "attic"), (lamp.ClaimsChanged, lamp.Claims["lamp.hook"]));

        lamp.MarkSaved();
        Assert.False(lamp.ClaimsChanged);

        lamp.Do(new Lamp.Hung(null));
        Assert.True(lamp.ClaimsChanged);
        Assert.Empty(lamp.Claims);
    }

    [Fact]
    public void A_discarded_aggregate_claims_nothing_any_more()
    {
        var lamp = new Lamp(Guid.NewGuid());
        lamp.Replay(new Lamp.Hung("hall"));
        lamp.Do(new Lamp.Broken());

        Assert.True(lamp.ClaimsChanged);
        Assert.Empty(lamp.Claims);
    }

    private sealed class Lamp(Guid id) : AggregateRoot(id)
    {
        public bool On { get; private set; }

        public void Do(params DomainEvent[] events)
        {
            foreach (var raised in events) Raise(raised);
        }

        public sealed record Switched(bool On) : DomainEvent<Lamp>
        {
            protected override void Apply(Lamp lamp) => lamp.On = On;
        }

        public sealed record Hung(string? Hook) : DomainEvent<Lamp>
        {
            protected override void Apply(Lamp lamp) => lamp.Claim("lamp.hook", Hook);
        }

        public sealed record Broken : DomainEvent<Lamp>
        {
            protected override void Apply(Lamp lamp) => lamp.IsDiscarded = true;
        }
    }

    private abstract class Fixture(Guid id) : AggregateRoot(id)
    {
        public string? Place { get; private set; }

        public sealed record Installed(string Place) : DomainEvent<Fixture>
        {
            protected override void Apply(Fixture fixture) => fixture.Place = Place;
        }
    }

    private sealed class Door(Guid id) : Fixture(id)
    {
        public sealed record Opened : DomainEvent<Door>
        {
            protected override void Apply(Door door) { }
        }
    }
}
