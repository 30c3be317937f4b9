using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CleanES.TestKit;

/// <summary>An event store that fails as it is told, and is otherwise the real one.</summary>
public sealed class FailingStore(IEventStore real, StoreFailures failures) : IEventStore
{
    public Task<TAggregate> LoadAsync<TAggregate>(Guid id, CancellationToken cancellation) where TAggregate : AggregateRoot
    {
        failures.ThrowOnLoad();
        return real.LoadAsync<TAggregate>(id, cancellation);
    }

    public Task<TAggregate?> FindAsync<TAggregate>(Guid id, CancellationToken cancellation) where TAggregate : AggregateRoot
    {
        failures.ThrowOnLoad();
        return real.FindAsync<TAggregate>(id, cancellation);
    }

    public Task<TAggregate> LoadAtAsync<TAggregate>(Guid id, long version, CancellationToken cancellation) where TAggregate : AggregateRoot
    {
        failures.ThrowOnLoad();
        return real.LoadAtAsync<TAggregate>(id, version, cancellation);
    }

    public Task<TAggregate> LoadAtAsync<TAggregate>(Guid id, DateTimeOffset time, CancellationToken cancellation) where TAggregate : AggregateRoot
    {
        failures.ThrowOnLoad();
        return real.LoadAtAsync<TAggregate>(id, time, cancellation);
    }

    public IEventStore WithValidation() => new FailingStore(real.WithValidation(), failures);

    public async Task<Saved> SaveAsync(AggregateRoot aggregate, CancellationToken cancellation) =>
        (await SaveAsync([aggregate], cancellation))[0];

    public async Task<IReadOnlyList<Saved>> SaveAsync(IReadOnlyList<AggregateRoot> aggregates, CancellationToken cancellation)
    {
        var stores = aggregates.Any(aggregate => aggregate.Pending.Count > 0);
        if (stores) failures.ThrowBeforeSave();
        var saved = await real.SaveAsync(aggregates, cancellation);
        if (stores) failures.ThrowAfterSave();
        return saved;
    }

    public async Task<Saved> UpdateAsync<TAggregate>(Guid id, long? expectedVersion, Action<TAggregate> decide, CancellationToken cancellation)
        where TAggregate : AggregateRoot
    {
        failures.ThrowOnLoad();
        var stores = false;
        var saved = await real.UpdateAsync<TAggregate>(id, expectedVersion, DecideOrFail, cancellation);
        if (stores) failures.ThrowAfterSave();
        return saved;

        // The last moment before the real store saves.
        void DecideOrFail(TAggregate aggregate)
        {
            decide(aggregate);
            stores = aggregate.Pending.Count > 0;
            if (stores) failures.ThrowBeforeSave();
        }
    }

    /// <summary>Puts it around the event store that is registered, for as long as that one lives.</summary>
    public static void Decorate(IServiceCollection services, StoreFailures failures)
    {
        var real = services.Last(service => service.ServiceType == typeof(IEventStore));
        services.Replace(ServiceDescriptor.Describe(
            typeof(IEventStore), provider => new FailingStore((IEventStore)Make(real, provider), failures), real.Lifetime));
    }

    private static object Make(ServiceDescriptor service, IServiceProvider provider) =>
        service.ImplementationInstance
        ?? service.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!);
}
