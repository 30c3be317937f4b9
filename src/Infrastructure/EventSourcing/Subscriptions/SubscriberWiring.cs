using System.Reflection;
using CleanES.Application.EventSourcing;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>
/// Publishes through MediatR to one subscriber alone, by a resolver that yields nothing but its one instance in the scope.
/// </summary>
internal sealed class SubscriberWiring
{
    private static readonly MethodInfo Alone = ((Func<object, INotificationHandler<StoredEvent>[]>)OneHandler<StoredEvent>).Method.GetGenericMethodDefinition();

    private readonly Type _class;
    private readonly Dictionary<Type, Func<object, object>> _handlersOf = [];

    /// <param name="events">All events of the catalogue.</param>
    public SubscriberWiring(Subscriber subscriber, IEnumerable<Type> events)
    {
        _class = subscriber.Class;
        foreach (var stored in events.Distinct().Where(subscriber.Handles).Select(one => typeof(StoredEvent<>).MakeGenericType(one)))
        {
            var wanted = typeof(IEnumerable<>).MakeGenericType(typeof(INotificationHandler<>).MakeGenericType(stored));
            _handlersOf[wanted] = Alone.MakeGenericMethod(stored).CreateDelegate<Func<object, object>>();
        }
    }

    public IMediator PublisherIn(IServiceProvider scope)
    {
        object? instance = null;
        Dictionary<Type, object> handlers = [];     // MediatR asks with each event
        return new Mediator(wanted => handlers.TryGetValue(wanted, out var known) ? known : handlers[wanted] = Make(wanted));

        object Make(Type wanted) => _handlersOf.TryGetValue(wanted, out var alone)
            ? alone(instance ??= scope.GetRequiredService(_class))
            : throw new InvalidOperationException($"{_class} does not handle {wanted}.");
    }

    /// <summary>A handler of all stored events serves each of them, since the parameter of a handler is contravariant.</summary>
    private static INotificationHandler<TStored>[] OneHandler<TStored>(object instance) where TStored : INotification =>
        [(INotificationHandler<TStored>)instance];
}
