using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Journal;

public sealed class EventDiscoveryTests
{
    [Fact]
    public void Every_heir_has_its_own_events_and_the_inherited_ones()
    {
        Assert.Equal(
            ["cat: cat_created", "dog: dog_barked", "dog: dog_created"],
            new EventCatalogue(EventDiscovery.Find([typeof(Animal), typeof(Dog), typeof(Cat)]), new EventSchemaSettings()).All
                .Select(type => $"{type.AggregateName}: {type.Name}").Order());
    }

    [Fact]
    public void An_heir_of_a_generic_aggregate_has_its_events() => Assert.Equal(
        [new EventClass(typeof(Thermometer), typeof(Gauge<double>.Read))],
        EventDiscovery.Find([typeof(Gauge<>), typeof(Gauge<>).GetNestedTypes()[0], typeof(Thermometer)]));

    [Theory]
    [InlineData(typeof(HTTPGate.HTTPResponse), "http_gate_http_response")]
    [InlineData(typeof(HTTPGate.Renamed), "gate_once_called")]
    [InlineData(typeof(HTTPGate.OpenedV2), "http_gate_opened_v2")]
    public void Names_are_in_snake_case_or_as_given(Type domainEvent, string name)
    {
        Assert.Equal(name, EventNames.Of(typeof(HTTPGate), domainEvent));
        Assert.Contains(new EventClass(typeof(HTTPGate), domainEvent), EventDiscovery.Find([typeof(HTTPGate)]));
    }

    [Fact]
    public void The_name_given_to_an_aggregate_begins_the_types_of_its_events()
    {
        Assert.Equal(
            ["gate: gate_once_called", "gate: gate_shut"],
            EventDiscovery.Find([typeof(Door)]).Select(found => $"{found.AggregateName}: {found.Name}").Order());
    }

    [Fact]
    public void The_name_given_to_an_aggregate_is_not_that_of_its_heirs() =>
        Assert.Equal(["gate_shut", "trap_door_shut"], EventDiscovery.Find([typeof(Portal), typeof(TrapDoor)]).Select(found => found.Name));

    [Fact]
    public void Two_events_of_one_name_are_both_named() =>
        AssertRefused([typeof(Twins)], "Two events are called twins_born", "Twins+Born", "Twins+AlsoBorn", "Rename one or give it [EventType]");

    [Fact]
    public void An_event_that_hides_an_inherited_one_is_a_second_of_its_name() =>
        AssertRefused([typeof(Puppy)], "Two events are called puppy_created", "Puppy+Created", "Animal+Created");

    [Fact]
    public void Two_aggregates_of_one_name_are_both_named() =>
        AssertRefused(
            [typeof(Account), typeof(Elsewhere.Account)],
            "Two aggregates are called account", "Support.Account", "Elsewhere+Account", "Rename one or give it [AggregateType].");

    [Fact]
    public void Two_aggregates_that_are_given_one_name_are_both_named() =>
        AssertRefused([typeof(Door), typeof(Portal)], "Two aggregates are called gate", "EventDiscoveryTests+Door", "EventDiscoveryTests+Portal");

    [Fact]
    public void An_event_that_is_not_nested_in_its_aggregate_is_named() =>
        AssertRefused([typeof(Account), typeof(Lost)], "EventDiscoveryTests+Lost: an event is nested in its aggregate. Move it into Account.");

    [Fact]
    public void An_event_nested_in_a_foreign_aggregate_is_named() =>
        AssertRefused([typeof(Host), typeof(Host.Guest)], "Host+Guest: an event is nested in its aggregate. Move it into Account.");

    [Fact]
    public void An_aggregate_that_cannot_be_made_from_its_id_is_named() =>
        AssertRefused([typeof(Unmade)], "Unmade: needs a constructor that takes the id alone", "private Unmade(Guid id) : base(id) { }");

    [Theory]
    [InlineData(typeof(BadNames.Path), "../x")]
    [InlineData(typeof(BadNames.Drive), "c:x")]
    [InlineData(typeof(BadNames.Upper), "A")]
    [InlineData(typeof(BadNames.Empty), "")]
    [InlineData(typeof(BadNames.Kebab), "a-b")]
    [InlineData(typeof(BadNames.Line), "a\n")]
    [InlineData(typeof(BadNames.Digit), "1a")]
    public void A_given_name_that_is_no_snake_case_is_named(Type domainEvent, string name) =>
        AssertRefused([domainEvent], $"{domainEvent}: [EventType(\"{name}\")] is no name in snake_case");

    [Fact]
    public void An_aggregate_that_is_called_like_a_device_of_Windows_is_named() =>
        AssertRefused(
            [typeof(Nul)],
            "EventDiscoveryTests+Nul: Windows has a device of the name nul, so that no folder can have it. Give the aggregate another with [AggregateType].");

    [Fact]
    public void An_aggregate_that_is_given_the_name_of_a_device_of_Windows_is_named() =>
        AssertRefused([typeof(Harbour)], "EventDiscoveryTests+Harbour: Windows has a device of the name com1");

    [Fact]
    public void An_aggregate_that_is_called_like_a_device_of_Windows_can_be_given_another_name() =>
        Assert.Equal("auxiliary_called", Assert.Single(EventDiscovery.Find([typeof(Aux)])).Name);

    [Theory]
    [InlineData(typeof(Badly.Path), "../x")]
    [InlineData(typeof(Badly.Upper), "Todo")]
    [InlineData(typeof(Badly.Empty), "")]
    [InlineData(typeof(Badly.Kebab), "a-b")]
    public void A_name_given_to_an_aggregate_that_is_no_snake_case_is_named(Type aggregate, string name) =>
        AssertRefused([aggregate], $"{aggregate}: [AggregateType(\"{name}\")] is no name in snake_case, as in \"todo\".");

    [Fact]
    public void A_name_cannot_be_given_to_an_abstract_aggregate() =>
        AssertRefused([typeof(Badly.Family)], "Badly+Family: [AggregateType] cannot name an abstract aggregate");

    [Fact]
    public void A_name_cannot_be_given_to_an_inherited_event() =>
        AssertRefused([typeof(Heir)], "Ancestor+Named: [EventType] cannot name an event that Heir inherits");

    [Fact]
    public void Fields_that_belong_to_the_envelope_are_named() =>
        AssertRefused([typeof(Greedy), typeof(Greedy.Took)], "Took.EntityId:", "Took.EntityVersion:", "Took.DomainEventId:", "Took.SchemaVersion:");

    [Fact]
    public void All_that_is_wrong_is_told_at_once() =>
        AssertRefused([typeof(Twins), typeof(Unmade), typeof(Account), typeof(Lost), typeof(BadNames.Path)], "twins_born", "Unmade", "Lost", "../x");

    private static void AssertRefused(Type[] types, params string[] reasons)
    {
        var refused = Assert.Throws<StartupException>(() => EventDiscovery.Find(types));
        Assert.All(reasons, reason => Assert.Contains(reason, refused.Message, StringComparison.Ordinal));
    }

    private abstract record Nothing<TAggregate> : DomainEvent<TAggregate> where TAggregate : AggregateRoot
    {
        protected override void Apply(TAggregate aggregate) { }
    }

    private sealed class HTTPGate(Guid id) : AggregateRoot(id)
    {
        public sealed record HTTPResponse : Nothing<HTTPGate>;

        public sealed record OpenedV2 : Nothing<HTTPGate>;

        [EventType("gate_once_called")]
        public sealed record Renamed : Nothing<HTTPGate>;
    }

    [AggregateType("gate")]
    private sealed class Door(Guid id) : AggregateRoot(id)
    {
        public sealed record Shut : Nothing<Door>;

        [EventType("gate_once_called")]
        public sealed record Renamed : Nothing<Door>;
    }

    [AggregateType("gate")]
    private class Portal(Guid id) : AggregateRoot(id)
    {
        public sealed record Shut : Nothing<Portal>;
    }

    private sealed class TrapDoor(Guid id) : Portal(id);

    private sealed class Twins(Guid id) : AggregateRoot(id)
    {
        public sealed record Born : Nothing<Twins>;

        [EventType("twins_born")]
        public sealed record AlsoBorn : Nothing<Twins>;
    }

    private sealed class Puppy(Guid id) : Animal(id)
    {
        public new sealed record Created : Nothing<Puppy>;
    }

    private static class Elsewhere
    {
        public sealed class Account(Guid id) : AggregateRoot(id);
    }

    private sealed record Lost : Nothing<Account>;

    private sealed class Host(Guid id) : AggregateRoot(id)
    {
        public sealed record Guest : Nothing<Account>;
    }

    private sealed class Unmade(Guid id, string label) : AggregateRoot(id)
    {
        public string Label { get; } = label;
    }

    private abstract class Gauge<T>(Guid id) : AggregateRoot(id)
    {
        public sealed record Read(T Value) : DomainEvent<Gauge<T>>
        {
            protected override void Apply(Gauge<T> gauge) { }
        }
    }

    private sealed class Thermometer(Guid id) : Gauge<double>(id);

    private sealed class Nul(Guid id) : AggregateRoot(id);

    [AggregateType("com1")]
    private sealed class Harbour(Guid id) : AggregateRoot(id);

    [AggregateType("auxiliary")]
    private sealed class Aux(Guid id) : AggregateRoot(id)
    {
        public sealed record Called : Nothing<Aux>;
    }

    private static class Badly
    {
        [AggregateType("../x")]
        public sealed class Path(Guid id) : AggregateRoot(id);

        [AggregateType("Todo")]
        public sealed class Upper(Guid id) : AggregateRoot(id);

        [AggregateType("")]
        public sealed class Empty(Guid id) : AggregateRoot(id);

        [AggregateType("a-b")]
        public sealed class Kebab(Guid id) : AggregateRoot(id);

        [AggregateType("family")]
        public abstract class Family(Guid id) : AggregateRoot(id);
    }

    private sealed class BadNames(Guid id) : AggregateRoot(id)
    {
        [EventType("../x")]
        public sealed record Path : Nothing<BadNames>;

        [EventType("c:x")]
        public sealed record Drive : Nothing<BadNames>;

        [EventType("A")]
        public sealed record Upper : Nothing<BadNames>;

        [EventType("")]
        public sealed record Empty : Nothing<BadNames>;

        [EventType("a-b")]
        public sealed record Kebab : Nothing<BadNames>;

        [EventType("a\n")]
        public sealed record Line : Nothing<BadNames>;

        [EventType("1a")]
        public sealed record Digit : Nothing<BadNames>;
    }

    private abstract class Ancestor(Guid id) : AggregateRoot(id)
    {
        [EventType("heir_named")]
        public sealed record Named : Nothing<Ancestor>;
    }

    private sealed class Heir(Guid id) : Ancestor(id);

    private sealed class Greedy(Guid id) : AggregateRoot(id)
    {
        public sealed record Took(Guid EntityId, long EntityVersion, Guid DomainEventId, int SchemaVersion) : Nothing<Greedy>;
    }
}
