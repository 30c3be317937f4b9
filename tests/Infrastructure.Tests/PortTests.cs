using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.Tests;

public sealed class PortTests
{
    [Fact]
    public void A_port_is_served_by_the_one_class_that_implements_it()
    {
        using var services = Build(typeof(IBell), typeof(Doorbell), typeof(House)).BuildServiceProvider(validateScopes: true);
        using var scope = services.CreateScope();
        using var other = services.CreateScope();

        var bell = scope.ServiceProvider.GetRequiredService<IBell>();

        Assert.IsType<Doorbell>(bell);
        Assert.Same(bell, scope.ServiceProvider.GetRequiredService<IBell>());
        Assert.NotSame(bell, other.ServiceProvider.GetRequiredService<IBell>());
    }

    [Fact]
    public void A_port_with_two_implementations_is_refused()
    {
        var refused = Assert.Throws<StartupException>(() => Build(typeof(IBell), typeof(Doorbell), typeof(Gong), typeof(House)));

        Assert.Equal(
            "The ports cannot be served as they are:\n"
            + $"  {typeof(IBell)} has several implementations: {typeof(Doorbell)} and {typeof(Gong)}. Keep one, or register yours before AddEventSourcing.",
            refused.Message);
    }

    [Fact]
    public void All_ports_that_cannot_be_served_are_named_at_once()
    {
        var refused = Assert.Throws<StartupException>(() => Build(
            typeof(IBell), typeof(Doorbell), typeof(Gong), typeof(House), typeof(ILamp), typeof(Torch), typeof(Lantern), typeof(Garden)));

        Assert.Contains($"{typeof(IBell)} has several", refused.Message);
        Assert.Contains($"{typeof(ILamp)} has several", refused.Message);
    }

    [Fact]
    public void What_was_registered_before_is_kept()
    {
        var services = new ServiceCollection().AddSingleton<IBell, Gong>();

        services.AddPorts([typeof(IBell), typeof(Doorbell), typeof(Gong), typeof(House)]);

        Assert.Equal(typeof(Gong), Assert.Single(services).ImplementationType);
    }

    [Fact]
    public void An_interface_that_no_class_asks_for_is_no_port() =>
        Assert.Empty(Build(typeof(IBell), typeof(Doorbell), typeof(Gong), typeof(ILamp), typeof(Lantern)));

    [Fact]
    public void An_interface_that_only_values_take_is_no_port() => Assert.Empty(Build(typeof(IBell), typeof(Doorbell), typeof(Gong), typeof(Rung)));

    [Fact]
    public void A_port_that_no_class_implements_is_left_alone() => Assert.Empty(Build(typeof(IBell), typeof(SomeBell), typeof(AnyBell<>), typeof(House)));

    [Fact]
    public void A_generic_interface_is_left_alone() => Assert.Empty(Build(typeof(IBox<>), typeof(Chest), typeof(Cellar)));

    [Fact]
    public void An_interface_of_the_machinery_is_left_alone() => Assert.Empty(Build(typeof(ISubscribers), typeof(NoSubscribers), typeof(Office)));

    private static ServiceCollection Build(params Type[] types)
    {
        var services = new ServiceCollection();
        services.AddPorts(types);
        return services;
    }

    internal interface IBell;

    internal interface ILamp;

    internal interface IBox<TContent>;

    internal sealed record Rung(IBell Bell);

    internal sealed class Doorbell : IBell;

    internal sealed class Gong : IBell;

    internal abstract class SomeBell : IBell;

    internal sealed class AnyBell<TSound> : IBell;

    internal sealed class Torch : ILamp;

    internal sealed class Lantern : ILamp;

    internal sealed class Chest : IBox<string>;

    internal sealed class NoSubscribers : ISubscribers
    {
        public Task<IReadOnlyList<SubscriberStatus>> ListAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<SubscriberStatus>>([]);
    }

#pragma warning disable CS9113 // what asks for a port need not use it here
    internal sealed class House(IBell bell);

    internal sealed class Garden(ILamp lamp);

    internal sealed class Cellar(IBox<string> box);

    internal sealed class Office(ISubscribers subscribers);
#pragma warning restore CS9113
}
