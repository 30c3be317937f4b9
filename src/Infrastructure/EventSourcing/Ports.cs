using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.EventSourcing;

/// <summary>
/// Finds what serves the ports of the features: interfaces that a class asks for in its constructor. One that is registered before is
/// left as it is, and one that no class implements is for somebody else to register.
/// </summary>
internal static class Ports
{
    private static readonly string[] Machinery = [typeof(AggregateRoot).Namespace!, typeof(IEventStore).Namespace!, typeof(Ports).Namespace!];

    /// <exception cref="StartupException">A port is implemented by several classes.</exception>
    public static void AddPorts(this IServiceCollection services, IReadOnlyCollection<Type> types)
    {
        var classes = types.Where(type => type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }).ToList();
        var asked = classes.Where(type => !IsRecord(type)).SelectMany(type => type.GetConstructors()).SelectMany(constructor => constructor.GetParameters())
            .Select(parameter => parameter.ParameterType).ToHashSet();
        var ports = types.Where(type => type is { IsInterface: true, IsGenericTypeDefinition: false } && asked.Contains(type) && !IsMachinery(type));
        var open = ports.Where(port => services.All(service => service.ServiceType != port))
            .ToDictionary(port => port, port => classes.FindAll(port.IsAssignableFrom));

        var problems = open.Where(one => one.Value.Count > 1)
            .Select(one => $"{one.Key} has several implementations: {string.Join(" and ", one.Value)}. Keep one, or register yours before AddEventSourcing.")
            .ToList();
        if (problems.Count > 0) throw new StartupException("The ports cannot be served as they are", problems);

        foreach (var (port, implementations) in open.Where(one => one.Value.Count == 1)) services.AddScoped(port, implementations[0]);
    }

    /// <summary>Events, messages and values are made by hand: what their constructors take is no port.</summary>
    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    private static bool IsMachinery(Type type) => Machinery.Any(own => $"{type.Namespace}.".StartsWith($"{own}.", StringComparison.Ordinal));
}
