using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using MediatR;

namespace CleanES.Infrastructure.Tests.Subscriptions;

public sealed class DeliveryTests : IDisposable
{
    private readonly SubscriberFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_handler_of_stored_events_gets_all_of_them()
    {
        await using var service = await SubscriberHarness.StartAsync(_folder, [typeof(Jar), typeof(Dog), typeof(Cat), typeof(JarHistorian)]);
        await service.ReachAsync(JarHistorian.Name, await service.SaveAsync(Jar.WithEvents(2), Dog.Born(), Cat.Born()));

        var handled = service.Probe.Of<JarHistorian>();
        Assert.Equal([1, 2, 3, 4, 5], handled.Select(one => one.Stored.Position));
        Assert.Equal(
            ["jar_opened", "jar_filled", "dog_created", "dog_barked", "cat_created"],
            handled.Select(one => one.Stored.Envelope.EventType));
    }

    [Fact]
    public async Task Beside_a_handler_of_one_event_the_handler_of_all_gets_the_rest()
    {
        await using var service = await SubscriberHarness.StartAsync(_folder, [typeof(Jar), typeof(Keeper)]);
        await service.ReachAsync("keeper", await service.SaveAsync(Jar.WithEvents(3)));

        Assert.Equal([(1, "opened"), (2, "rest"), (3, "rest")], service.Probe.Of<Keeper>().Select(one => (one.Stored.Position, one.Handler)));
    }

    [Fact]
    public async Task An_inherited_event_reaches_its_handler_for_every_heir()
    {
        await using var service = await SubscriberHarness.StartAsync(_folder, [typeof(Animal), typeof(Dog), typeof(Cat), typeof(Registrar)]);
        await service.ReachAsync("registrar", await service.SaveAsync(Dog.Born(), Cat.Born(), Dog.Born()));

        Assert.Equal(["dog", "cat", "dog"], service.Probe.Of<Registrar>().Select(one => one.Stored.Envelope.AggregateType));
    }

    [Fact]
    public async Task An_effect_gets_an_instance_for_each_event_and_one_for_all_its_handlers()
    {
        await using var service = await SubscriberHarness.StartAsync(_folder, [typeof(Jar), typeof(Keeper)]);
        await service.ReachAsync("keeper", await service.SaveAsync(Jar.WithEvents(3)));

        Assert.Equal(3, service.Probe.InstancesOf<Keeper>());
        Assert.Equal(3, service.Probe.Of<Keeper>().DistinctBy(one => one.Subscriber, ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public async Task No_subscriber_is_built_for_an_event_that_it_does_not_handle()
    {
        await using var service = await SubscriberHarness.StartAsync(_folder, [typeof(Jar), typeof(Dog), typeof(Cat), typeof(Keeper), typeof(Registrar), typeof(Unbuildable)]);
        var head = await service.SaveAsync(Jar.WithEvents(3));
        await service.ReachAsync("keeper", head);
        await service.ReachAsync("registrar", head);
        await service.ReachAsync("unbuildable", head);

        Assert.Equal(3, service.Probe.InstancesOf<Keeper>());
        Assert.Equal(0, service.Probe.InstancesOf<Registrar>());
    }

    [Fact]
    public async Task A_stored_event_tells_its_place_and_its_event()
    {
        await using var service = await SubscriberHarness.StartAsync(_folder, [typeof(Jar), typeof(JarHistorian)]);
        var jar = Jar.Open();
        jar.Fill(7);
        await service.ReachAsync(JarHistorian.Name, await service.SaveAsync(Jar.Open(), jar));

        var stored = Assert.IsType<StoredEvent<Jar.Filled>>(service.Probe.Of<JarHistorian>()[^1].Stored);
        Assert.Equal(new Jar.Filled(7), stored.Event);
        Assert.Equal((3L, jar.Id, 1L), (stored.Position, stored.AggregateId, stored.AggregateVersion));
        Assert.NotEqual(Guid.Empty, stored.EventId);
    }

    internal abstract class Animal(Guid id) : AggregateRoot(id)
    {
        public sealed record Created : DomainEvent<Animal>
        {
            protected override void Apply(Animal animal) { }
        }
    }

    internal sealed class Dog : Animal
    {
        private Dog(Guid id) : base(id) { }

        public static Dog Born()
        {
            var dog = new Dog(Guid.CreateVersion7());
            dog.Raise(new Created());
            dog.Raise(new Barked());
            return dog;
        }

        public sealed record Barked : DomainEvent<Dog>
        {
            protected override void Apply(Dog dog) { }
        }
    }

    internal sealed class Cat : Animal
    {
        private Cat(Guid id) : base(id) { }

        public static Cat Born()
        {
            var cat = new Cat(Guid.CreateVersion7());
            cat.Raise(new Created());
            return cat;
        }
    }

    [Effect("keeper")]
    internal sealed class Keeper(Probe probe) : INotificationHandler<StoredEvent>, INotificationHandler<StoredEvent<Jar.Opened>>
    {
        private readonly Probe _probe = probe.Built<Keeper>();

        public Task Handle(StoredEvent stored, CancellationToken cancellation) => _probe.HandleAsync(this, stored, "rest");

        public Task Handle(StoredEvent<Jar.Opened> stored, CancellationToken cancellation) => _probe.HandleAsync(this, stored, "opened");
    }

    [Effect("registrar")]
    internal sealed class Registrar(Probe probe) : INotificationHandler<StoredEvent<Animal.Created>>
    {
        private readonly Probe _probe = probe.Built<Registrar>();

        public Task Handle(StoredEvent<Animal.Created> stored, CancellationToken cancellation) => _probe.HandleAsync(this, stored);
    }

    [Effect("unbuildable")]
    internal sealed class Unbuildable : INotificationHandler<StoredEvent<Animal.Created>>
    {
        public Unbuildable() => throw new InvalidOperationException("Nobody needs me.");

        public Task Handle(StoredEvent<Animal.Created> stored, CancellationToken cancellation) => Task.CompletedTask;
    }
}
