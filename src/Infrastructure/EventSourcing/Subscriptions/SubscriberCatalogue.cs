using System.Reflection;
using System.Text.RegularExpressions;
using CleanES.Application.EventSourcing;
using MediatR;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>Every subscriber, found at start.</summary>
internal sealed partial class SubscriberCatalogue(IReadOnlyList<Subscriber> all)
{
    public IReadOnlyList<Subscriber> All { get; } = all;

    public Subscriber OwnerOf(Type readModel) => All.Single(subscriber => subscriber.ReadModel == readModel);

    /// <exception cref="UnknownSubscriberException"/>
    public Subscriber Named(string name) => All.FirstOrDefault(subscriber => subscriber.Name == name) ?? throw new UnknownSubscriberException(name, All.Select(one => one.Name).Order());

    /// <exception cref="StartupException">Names every subscriber and read model that does not fit, and the way out.</exception>
    public static IReadOnlyList<Subscriber> Find(IReadOnlyCollection<Type> candidates)
    {
        var types = candidates.Where(type => type is { IsClass: true, IsAbstract: false }).ToList();
        var classes = types.Where(type => Handled(type).Any() || NameOf(type) is not null).ToList();
        ThrowIfAny(classes.SelectMany(ProblemsOf));

        var found = classes.ConvertAll(Describe);
        var readModels = types.Where(type => type.IsSubclassOf(typeof(ReadModelContext)));
        ThrowIfAny(ProblemsOfNames(found).Concat(ProblemsOfReadModels(readModels, found)));
        return found;
    }

    private static void ThrowIfAny(IEnumerable<string> problems)
    {
        var all = problems.ToList();
        if (all.Count > 0) throw new StartupException("The subscribers cannot be used as they are", all);
    }

    private static IEnumerable<string> ProblemsOfNames(IEnumerable<Subscriber> found) =>
        from subscriber in found
        group subscriber.Class by subscriber.Name into same
        where same.Count() > 1
        select $"Two subscribers are called {same.Key}: {string.Join(" and ", same)}. Rename one.";

    private static IEnumerable<string> ProblemsOfReadModels(IEnumerable<Type> readModels, List<Subscriber> found) =>
        from context in readModels
        let owners = found.Count(subscriber => subscriber.ReadModel == context)
        where owners != 1
        select $"{context}: a read model belongs to one projection, whose constructor takes it; found {owners}.";

    private static string? NameOf(Type type) =>
        type.GetCustomAttribute<ProjectionAttribute>()?.Name ?? type.GetCustomAttribute<EffectAttribute>()?.Name;

    private static Subscriber Describe(Type type)
    {
        var effect = type.GetCustomAttribute<EffectAttribute>();
        var handled = Handled(type).ToList();
        return new Subscriber(
            NameOf(type)!,
            type,
            effect is null ? ReadModelsOf(type).Single() : null,
            type.GetCustomAttribute<ProjectionAttribute>()?.Version ?? 1,
            effect?.Begins ?? Begins.Beginning,
            effect?.OnFailure ?? type.GetCustomAttribute<ProjectionAttribute>()!.OnFailure,
            handled.Where(stored => stored.IsGenericType).Select(stored => stored.GetGenericArguments()[0]).ToHashSet(),
            handled.Contains(typeof(StoredEvent)));
    }

    private static IEnumerable<string> ProblemsOf(Type type)
    {
        var handled = Handled(type).ToList();
        var projection = type.GetCustomAttribute<ProjectionAttribute>();
        var effect = type.GetCustomAttribute<EffectAttribute>();
        var name = NameOf(type);

        if (handled.Count == 0)
            yield return $"{type} handles no stored event. Implement INotificationHandler<StoredEvent<…>>.";
        if (name is null)
            yield return $"{type} handles stored events and is neither a projection nor an effect. Add [Projection(\"name\")] or [Effect(\"name\")].";
        else if (projection is not null && effect is not null)
            yield return $"{type} cannot be a projection and an effect at once. Make two classes.";
        else if (!KebabCase().IsMatch(name))
            yield return $"{type}: \"{name}\" is no name in kebab-case, as in \"todo-list\".";
        if (projection is not null && ReadModelsOf(type).Count() != 1)
            yield return $"{type}: the constructor of a projection takes the one {nameof(ReadModelContext)} that it owns; found {ReadModelsOf(type).Count()}.";
        if (projection is { Version: < 1 })
            yield return $"{type}: the version of a projection is {projection.Version}, and counts from 1. Raise it, or leave it out.";
        if (handled.Contains(typeof(INotification)))
            yield return $"{type} handles {nameof(INotification)}, which is everything that MediatR publishes. Handle StoredEvent.";
        foreach (var wrong in handled.Where(stored => stored.IsGenericType).Select(stored => stored.GetGenericArguments()[0]).Where(one => one.IsAbstract))
            yield return $"{type} handles StoredEvent<{wrong.Name}>, which matches nothing. Handle the events one by one, or StoredEvent for all.";
    }

    /// <summary>What the class handles of stored events.</summary>
    private static IEnumerable<Type> Handled(Type type) => type.GetInterfaces()
        .Where(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(INotificationHandler<>))
        .Select(contract => contract.GetGenericArguments()[0])
        .Where(notification => notification == typeof(INotification) || notification.IsAssignableTo(typeof(StoredEvent)));

    private static IEnumerable<Type> ReadModelsOf(Type type) => type.GetConstructors()
        .SelectMany(constructor => constructor.GetParameters())
        .Select(parameter => parameter.ParameterType)
        .Where(parameter => parameter.IsSubclassOf(typeof(ReadModelContext)));

    [GeneratedRegex(@"^[a-z][a-z0-9]*(-[a-z0-9]+)*\z")]
    private static partial Regex KebabCase();
}
