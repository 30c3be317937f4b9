using System.Reflection;
using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>A class that upcasts, for one of the versions that it reads.</summary>
/// <param name="Into">Null where it makes the next version of the same type.</param>
internal sealed record Upcaster(string EventType, int Version, IReadOnlyList<string>? Into, object Instance)
{
    public override string ToString() => Instance.GetType().Name;

    public JsonObject Upcast(JsonObject data, EventEnvelope stored) => ((IUpcaster)Instance).Upcast(data, stored);

    /// <exception cref="InvalidOperationException">It makes what its attribute does not name.</exception>
    public IEnumerable<UpcastEvent> Split(JsonObject data, EventEnvelope stored)
    {
        foreach (var made in ((ISplittingUpcaster)Instance).Split(data, stored))
        {
            if (!Into!.Contains(made.EventType)) throw new InvalidOperationException($"it makes {made.EventType}, which its attribute does not name");
            if (made.EventType == EventType && made.EventVersion <= Version) throw new InvalidOperationException($"it makes {made.EventType} of version {made.EventVersion}, which is no later one");
            yield return made with { Data = (JsonObject)made.Data?.DeepClone()! };      // two of them may have been given the same
        }
    }

    /// <exception cref="StartupException">Names every class that cannot be used as it is, and the way out.</exception>
    public static IReadOnlyList<Upcaster> Find(IReadOnlyCollection<Type> types)
    {
        var classes = types.Where(type => type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }
            && (OneToOne(type) || Splits(type) || ReadBy(type).Any())).ToList();
        var problems = classes.SelectMany(ProblemsOf).ToList();
        problems.AddRange(
            from type in classes
            from read in ReadBy(type)
            group type by (read.EventType, read.Version) into same
            where same.Count() > 1
            select $"Version {same.Key.Version} of {same.Key.EventType} is read by {string.Join(" and ", same)}. Keep one.");
        if (problems.Count > 0) throw new StartupException("The upcasters cannot be used as they are", problems);

        return [.. from type in classes
                   let instance = Make(type)
                   from read in ReadBy(type)
                   select new Upcaster(read.EventType, read.Version, OneToOne(type) ? null : read.Into, instance)];
    }

    private static object Make(Type type)
    {
        try
        {
            return Activator.CreateInstance(type, nonPublic: true)!;
        }
        catch (TargetInvocationException failure)
        {
            throw new StartupException($"The upcaster {type} cannot be made: {failure.InnerException!.Message}", failure.InnerException);
        }
    }

    private static IEnumerable<string> ProblemsOf(Type type)
    {
        if (OneToOne(type) == Splits(type))
            yield return $"{type}: an upcaster implements {nameof(IUpcaster)} or {nameof(ISplittingUpcaster)}, and one of them only.";
        if (!ReadBy(type).Any())
            yield return $"{type} does not say what it reads. Add [Upcaster(\"event_type\", version)].";
        if (type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, []) is null)
            yield return $"{type}: an upcaster is pure, so that its constructor takes nothing.";
        foreach (var wrong in ReadBy(type).Where(read => read.Version < 1))
            yield return $"{type}: [Upcaster(\"{wrong.EventType}\", {wrong.Version})] names no version. The first is 1.";
        foreach (var wrong in ReadBy(type).Where(read => OneToOne(type) && read.Into.Length > 0))
            yield return $"{type}: an {nameof(IUpcaster)} makes the next version of {wrong.EventType}. Implement {nameof(ISplittingUpcaster)} to make other events of it.";
    }

    private static bool OneToOne(Type type) => type.IsAssignableTo(typeof(IUpcaster));

    private static bool Splits(Type type) => type.IsAssignableTo(typeof(ISplittingUpcaster));

    private static IEnumerable<UpcasterAttribute> ReadBy(Type type) => type.GetCustomAttributes<UpcasterAttribute>();
}
