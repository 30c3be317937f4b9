using System.Collections.Concurrent;
using System.Reflection;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>Makes aggregates to replay events on, by the constructor that takes the id.</summary>
internal sealed class AggregateFactory
{
    private readonly ConcurrentDictionary<Type, ConstructorInvoker> _constructors = new();

    public AggregateRoot Create(Type aggregate, Guid id) => (AggregateRoot)_constructors.GetOrAdd(aggregate, InvokerOf).Invoke(id);

    private static ConstructorInvoker InvokerOf(Type aggregate) => ConstructorInvoker.Create(
        aggregate.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [typeof(Guid)])
        ?? throw new InvalidOperationException($"{aggregate} has no constructor that takes the id alone."));
}
