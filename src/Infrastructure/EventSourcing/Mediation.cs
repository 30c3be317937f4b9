using CleanES.Application.EventSourcing;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.EventSourcing;

/// <summary>
/// Finds the handlers of requests and notifications, and the validators. Handlers of stored events are not among them: those are
/// subscribers, and only their runner publishes to them.
/// </summary>
internal static class Mediation
{
    /// <exception cref="StartupException">A request has no handler, or more than one.</exception>
    public static void AddMediation(this IServiceCollection services, IReadOnlyCollection<Type> found)
    {
        var types = found.Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false }).ToList();
        var requests = Implementations(types, typeof(IRequest<>)).Select(request => request.Type);
        var handlers = Implementations(types, typeof(IRequestHandler<,>));
        ThrowUnlessEachHasOne(requests, handlers.ToLookup(handler => handler.Contract.GetGenericArguments()[0], handler => handler.Type));

        var listeners = Implementations(types, typeof(INotificationHandler<>)).Where(handler => !IsOfStoredEvents(handler.Contract));
        foreach (var (type, contract) in handlers.Concat(listeners)) services.AddScoped(contract, type);
        foreach (var validator in new AssemblyScanner(types)) services.AddSingleton(validator.InterfaceType, validator.ValidatorType);

        services.AddScoped<CommandContext>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(CommandIdBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        services.AddScoped<IMediator>(scope => new Mediator(scope.GetService));
    }

    private static List<(Type Type, Type Contract)> Implementations(IEnumerable<Type> types, Type contract) =>
        [.. from type in types
            from one in type.GetInterfaces()
            where one.IsGenericType && one.GetGenericTypeDefinition() == contract
            select (type, one)];

    private static bool IsOfStoredEvents(Type contract) => contract.GetGenericArguments()[0].IsAssignableTo(typeof(StoredEvent));

    private static void ThrowUnlessEachHasOne(IEnumerable<Type> requests, ILookup<Type, Type> handlers)
    {
        var problems = requests.Where(request => handlers[request].Count() != 1)
            .Select(request => handlers[request].Any()
                ? $"{request} has several handlers: {string.Join(" and ", handlers[request])}. Keep one."
                : $"{request} has no handler. Write an IRequestHandler<{request.Name}, …>.")
            .ToList();
        if (problems.Count > 0) throw new StartupException("The requests cannot be served as they are", problems);
    }
}
