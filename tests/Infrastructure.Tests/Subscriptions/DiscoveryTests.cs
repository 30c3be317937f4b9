using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.Tests.Subscriptions;

public sealed class DiscoveryTests
{
    [Fact]
    public void A_handler_of_stored_events_says_what_it_is() => AssertRefused(
        $"{typeof(Nameless)} handles stored events and is neither a projection nor an effect. Add [Projection(\"name\")] or [Effect(\"name\")].", typeof(Nameless));

    [Fact]
    public void Nothing_is_a_projection_and_an_effect() => AssertRefused(
        $"{typeof(Both)} cannot be a projection and an effect at once. Make two classes.", typeof(Both), typeof(OneTables));

    [Fact]
    public void A_name_belongs_to_one() => AssertRefused(
        $"Two subscribers are called same: {typeof(Same)} and {typeof(SameAgain)}. Rename one.", typeof(Same), typeof(SameAgain));

    [Theory]
    [InlineData(typeof(Capital), "Capital")]
    [InlineData(typeof(Snake), "snake_case")]
    [InlineData(typeof(Empty), "")]
    [InlineData(typeof(Climbing), "../climbing")]
    public void A_name_is_in_kebab_case(Type effect, string name) => AssertRefused(
        $"{effect}: \"{name}\" is no name in kebab-case, as in \"todo-list\".", effect);

    [Fact]
    public void A_projection_owns_a_read_model() => AssertRefused(
        $"{typeof(Poor)}: the constructor of a projection takes the one ReadModelContext that it owns; found 0.", typeof(Poor));

    [Fact]
    public void A_projection_owns_one_read_model() => AssertRefused(
        $"{typeof(Rich)}: the constructor of a projection takes the one ReadModelContext that it owns; found 2.", typeof(Rich), typeof(OneTables), typeof(TwoTables));

    [Theory]
    [InlineData(typeof(Unversioned), 0)]
    [InlineData(typeof(Negative), -1)]
    public void The_version_of_a_projection_counts_from_1(Type projection, int version) => AssertRefused(
        $"{projection}: the version of a projection is {version}, and counts from 1. Raise it, or leave it out.", projection, typeof(OneTables));

    [Fact]
    public void A_read_model_without_a_projection_is_refused() => AssertRefused(
        $"{typeof(OneTables)}: a read model belongs to one projection, whose constructor takes it; found 0.", typeof(OneTables));

    [Fact]
    public void A_read_model_of_two_projections_is_refused() => AssertRefused(
        $"{typeof(OneTables)}: a read model belongs to one projection, whose constructor takes it; found 2.", typeof(OneTables), typeof(First), typeof(Second));

    [Fact]
    public void A_handler_that_would_get_nothing_is_refused() => AssertRefused(
        $"{typeof(OfDomainEvent)} handles StoredEvent<DomainEvent>, which matches nothing. Handle the events one by one, or StoredEvent for all.", typeof(OfDomainEvent));

    [Fact]
    public void A_handler_of_an_abstract_event_is_refused() => AssertRefused(
        $"{typeof(OfAbstract)} handles StoredEvent<Changed>, which matches nothing. Handle the events one by one, or StoredEvent for all.", typeof(OfAbstract));

    [Fact]
    public void A_handler_of_everything_that_MediatR_publishes_is_refused() => AssertRefused(
        $"{typeof(OfEverything)} handles INotification, which is everything that MediatR publishes. Handle StoredEvent.", typeof(OfEverything));

    [Fact]
    public void A_subscriber_handles_something() => AssertRefused(
        $"{typeof(Idle)} handles no stored event. Implement INotificationHandler<StoredEvent<…>>.", typeof(Idle));

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var refused = Refused(typeof(Nameless), typeof(Idle), typeof(Poor));
        Assert.Equal(4, refused.Message.Split('\n').Length);
    }

    [Fact]
    public void An_event_that_no_aggregate_has_is_refused_before_the_service_runs()
    {
        using var folder = new SubscriberFolder();
        var refused = Assert.Throws<StartupException>(() => SubscriberHarness.Prepare(folder, [typeof(Keeper)]));
        Assert.Equal($"{typeof(Keeper)} handles {typeof(Jar.Opened)}, which is no event of a concrete aggregate, so that it would never come.", refused.Message);

        SubscriberHarness.Prepare(folder, [typeof(Jar), typeof(Keeper)]);
    }

    private static void AssertRefused(string problem, params Type[] types)
    {
        var message = Refused(types).Message;
        Assert.StartsWith("The subscribers cannot be used as they are:\n  ", message);
        Assert.Contains($"\n  {problem}\n", message + "\n");
    }

    private static StartupException Refused(params Type[] types) =>
        Assert.Throws<StartupException>(() => new ServiceCollection().AddEventSourcing([typeof(Jar), .. types]));

    internal abstract class Keeps : INotificationHandler<StoredEvent<Jar.Opened>>
    {
        public Task Handle(StoredEvent<Jar.Opened> stored, CancellationToken cancellation) => Task.CompletedTask;
    }

    internal sealed class OneTables(DbContextOptions<OneTables> options) : ReadModelContext(options);
    internal sealed class TwoTables(DbContextOptions<TwoTables> options) : ReadModelContext(options);

    internal sealed class Nameless : Keeps;
    [Projection("both"), Effect("both")] internal sealed class Both(OneTables tables) : Keeps { public OneTables Tables => tables; }
    [Effect("same")] internal sealed class Same : Keeps;
    [Effect("same")] internal sealed class SameAgain : Keeps;
    [Effect("Capital")] internal sealed class Capital : Keeps;
    [Effect("snake_case")] internal sealed class Snake : Keeps;
    [Effect("")] internal sealed class Empty : Keeps;
    [Effect("../climbing")] internal sealed class Climbing : Keeps;
    [Effect("keeper")] internal sealed class Keeper : Keeps;
    [Projection("poor")] internal sealed class Poor : Keeps;
    [Projection("rich")] internal sealed class Rich(OneTables one, TwoTables two) : Keeps { public object Tables => (one, two); }
    [Projection("first")] internal sealed class First(OneTables tables) : Keeps { public OneTables Tables => tables; }
    [Projection("second")] internal sealed class Second(OneTables tables) : Keeps { public OneTables Tables => tables; }
    [Projection("unversioned", Version = 0)] internal sealed class Unversioned(OneTables tables) : Keeps { public OneTables Tables => tables; }
    [Projection("negative", Version = -1)] internal sealed class Negative(OneTables tables) : Keeps { public OneTables Tables => tables; }
    [Effect("idle")] internal sealed class Idle;

    [Effect("of-domain-event")]
    internal sealed class OfDomainEvent : INotificationHandler<StoredEvent<DomainEvent>>
    {
        public Task Handle(StoredEvent<DomainEvent> stored, CancellationToken cancellation) => Task.CompletedTask;
    }

    internal abstract record Changed : DomainEvent<Jar>;

    [Effect("of-abstract")]
    internal sealed class OfAbstract : INotificationHandler<StoredEvent<Changed>>
    {
        public Task Handle(StoredEvent<Changed> stored, CancellationToken cancellation) => Task.CompletedTask;
    }

    [Effect("of-everything")]
    internal sealed class OfEverything : INotificationHandler<INotification>
    {
        public Task Handle(INotification notification, CancellationToken cancellation) => Task.CompletedTask;
    }
}
