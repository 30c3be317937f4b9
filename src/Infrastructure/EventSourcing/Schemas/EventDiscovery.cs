using System.Reflection;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Finds the concrete aggregates and their events, those inherited from an abstract aggregate included.</summary>
internal static class EventDiscovery
{
    private static readonly string[] AddedForValidation = ["EntityId", "EntityVersion", "DomainEventId", "SchemaVersion"];

    /// <exception cref="StartupException">Names every class that does not fit, and the way out.</exception>
    public static IReadOnlyList<EventClass> Find(IReadOnlyCollection<Type> types)
    {
        var aggregates = types.Where(type => type.IsSubclassOf(typeof(AggregateRoot)) && !type.IsAbstract).ToList();
        var found = aggregates.SelectMany(aggregate => EventsOf(aggregate).Select(domainEvent => new EventClass(aggregate, domainEvent))).ToList();

        var problems = aggregates.SelectMany(ProblemsOfAggregate)
            .Concat(types.Where(type => type.IsAbstract && type.IsDefined(typeof(AggregateTypeAttribute), false))
                .Select(type => $"{type}: [AggregateType] cannot name an abstract aggregate, since each heir is one of its own. Remove it."))
            .Concat(types.Where(type => IsEvent(type) && !type.IsGenericType).SelectMany(ProblemsOfEvent))
            .Concat(found.Where(one => one.IsInherited && one.Event.IsDefined(typeof(EventTypeAttribute), false))
                .Select(one => $"{one.Event}: [EventType] cannot name an event that {one.Aggregate.Name} inherits, since each heir has its own. Remove it."))
            .Concat(Twice(aggregates, EventNames.Of, type => type, "Two aggregates are called", "Rename one or give it [AggregateType]"))
            .Concat(Twice(found, one => one.Name, one => one.Event, "Two events are called", "Rename one or give it [EventType]"))
            .Concat(found.Where(one => !SchemaJson.IsName(one.Name)).Select(one => $"{one.Event}: \"{one.Name}\" is no name for a schema. Give it [EventType], or its aggregate [AggregateType], in letters from a to z."))
            .Distinct().ToList();
        if (problems.Count > 0) throw new StartupException("The aggregates and events cannot be used as they are", problems);

        return found;
    }

    private static IEnumerable<Type> EventsOf(Type aggregate)
    {
        for (var type = aggregate; type != typeof(AggregateRoot); type = type.BaseType!)
        {
            foreach (var nested in type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Where(IsEvent))
                yield return type.IsGenericType ? nested.MakeGenericType(type.GenericTypeArguments) : nested;
        }
    }

    private static bool IsEvent(Type type) => type.IsSubclassOf(typeof(DomainEvent)) && !type.IsAbstract;

    private static IEnumerable<string> ProblemsOfAggregate(Type type)
    {
        if (type.GetCustomAttribute<AggregateTypeAttribute>() is { } given && !EventNames.IsSnakeCase(given.Name))
            yield return $"{type}: [AggregateType(\"{given.Name}\")] is no name in snake_case, as in \"todo\".";
        if (EventNames.IsDevice(EventNames.Of(type)))
            yield return $"{type}: Windows has a device of the name {EventNames.Of(type)}, so that no folder can have it. Give the aggregate another with [AggregateType].";
        if (type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [typeof(Guid)]) is null)
            yield return $"{type}: needs a constructor that takes the id alone to be loaded. Add: private {type.Name}(Guid id) : base(id) {{ }}";
    }

    private static IEnumerable<string> ProblemsOfEvent(Type type)
    {
        if (type.DeclaringType is not { } owner || !AggregateOf(type).IsAssignableFrom(owner))
            yield return $"{type}: an event is nested in its aggregate. Move it into {AggregateOf(type).Name}.";
        if (type.GetCustomAttribute<EventTypeAttribute>() is { } given && !EventNames.IsSnakeCase(given.Name))
            yield return $"{type}: [EventType(\"{given.Name}\")] is no name in snake_case, as in \"todo_created\".";
        foreach (var taken in AddedForValidation.Where(name => type.GetProperty(name) is not null))
            yield return $"{type}.{taken}: this name belongs to the envelope. Choose another.";
    }

    private static Type AggregateOf(Type domainEvent)
    {
        var type = domainEvent;
        while (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(DomainEvent<>)) type = type.BaseType!;
        return type.GetGenericArguments()[0];
    }

    private static IEnumerable<string> Twice<T>(IEnumerable<T> all, Func<T, string> name, Func<T, Type> type, string what, string wayOut) =>
        all.GroupBy(name, type).Where(same => same.Count() > 1).Select(same => $"{what} {same.Key}: {string.Join(" and ", same)}. {wayOut}.");
}
