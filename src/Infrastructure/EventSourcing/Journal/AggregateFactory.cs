using System.Collections.Concurrent;
using System.Reflection;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>Makes aggregates to replay events on, by the constructor that takes the id.</summary>
internal sealed class AggregateFactory
{
    private readonly ConcurrentDictionary<Type, ConstructorInvoker> _constructors = new();

    public AggregateRoot Create(Type aggregate, Guid id) => (AggregateRoot)_constructors.GetOrAdd(aggregate, InvokerOf).Invoke(id);

    /// <summary>Gives one aggregate the whole state of another of its class, which is not to be used any more.</summary>
    public static void Copy(AggregateRoot from, AggregateRoot to)
    {
        for (var type = to.GetType(); type != typeof(object); type = type.BaseType!)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                field.SetValue(to, field.GetValue(from));
        }
    }

    private static ConstructorInvoker InvokerOf(Type aggregate) => ConstructorInvoker.Create(
        aggregate.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [typeof(Guid)])
        ?? throw new InvalidOperationException($"{aggregate} has no constructor that takes the id alone."));
}
