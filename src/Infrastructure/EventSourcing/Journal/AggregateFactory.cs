using System.Collections.Concurrent;
using System.Reflection;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>Makes aggregates to replay events on, by the constructor that takes the id.</summary>
internal sealed class AggregateFactory
{
    private readonly ConcurrentDictionary<Type, ConstructorInvoker> _constructors = new();

    public TAggregate Create<TAggregate>(Guid id) where TAggregate : AggregateRoot =>
        (TAggregate)_constructors.GetOrAdd(typeof(TAggregate), InvokerOf).Invoke(id);

    private static ConstructorInvoker InvokerOf(Type aggregate) => ConstructorInvoker.Create(
        aggregate.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [typeof(Guid)])
        ?? throw new InvalidOperationException($"{aggregate} has no constructor that takes the id alone."));
}
