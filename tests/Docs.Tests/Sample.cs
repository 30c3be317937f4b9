using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Docs.Tests;

/// <summary>What the service of the repository finds at its start.</summary>
internal static class Sample
{
    public static IReadOnlyList<Type> Types { get; } =
        [.. new[] { typeof(AggregateRoot), typeof(IEventStore), typeof(Registration) }.SelectMany(type => type.Assembly.GetTypes())];

    /// <summary>
    /// The sample, in which shown classes take the place of those of the same name. What knows the sample's aggregate does not know a shown one: beside
    /// that, only the other aggregates and the upcasters stay.
    /// </summary>
    public static Type[] With(Compiled shown)
    {
        var names = shown.Types.Where(type => !type.IsNested).Select(type => type.Name).ToHashSet();
        var aggregate = shown.Types.Any(type => type.IsAssignableTo(typeof(AggregateRoot)));
        var others = Types.Where(type => !aggregate || type.Assembly == typeof(AggregateRoot).Assembly || type.IsAssignableTo(typeof(IUpcaster)));
        return [.. shown.Types, .. others.Where(type => !names.Contains(Outermost(type).Name))];
    }

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
