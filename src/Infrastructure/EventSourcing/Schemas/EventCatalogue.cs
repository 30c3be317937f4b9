using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>
/// Every event of every concrete aggregate, found at start, and the way to it from every version that was ever stored. Nothing is loaded by a name that stands
/// in data.
/// </summary>
internal sealed class EventCatalogue
{
    /// <summary>More steps one after the other than any history has: the upcasters lead in a circle.</summary>
    private const int MostSteps = 1000;

    private readonly EventSchemaSettings _settings;
    private readonly Dictionary<(Type Aggregate, Type Event), EventType> _byClass;
    private readonly Dictionary<string, EventVersions> _byName;
    private readonly Dictionary<EventVersions, List<EventType>> _reached;
    private readonly ILookup<string, string> _sources;
    private readonly ConcurrentDictionary<EventType, SchemaPlan> _forced = new();

    /// <param name="upcasters">Null if only the newest versions matter.</param>
    /// <exception cref="StartupException">Names all that is wrong with the schemas and the upcasters.</exception>
    public EventCatalogue(IReadOnlyList<EventClass> events, EventSchemaSettings settings, IReadOnlyList<Upcaster>? upcasters = null)
    {
        _settings = settings;
        _byName = VersionDiscovery.Find(events, settings, upcasters).ToDictionary(versions => versions.Name.Name);
        All = [.. _byName.Values.Select(versions => versions.Current).OfType<EventType>()];
        _byClass = All.ToDictionary(type => (type.Aggregate, type.Event));
        _reached = _byName.Values.ToDictionary(versions => versions, Reached);
        _sources = _reached
            .SelectMany(from => from.Value, (from, type) => (To: type.AggregateName, From: from.Key.Name.AggregateName))
            .Where(split => split.From != split.To).Distinct().ToLookup(split => split.To, split => split.From);
    }

    public IReadOnlyList<EventType> All { get; }

    public EventType Of(AggregateRoot aggregate, DomainEvent domainEvent) =>
        _byClass.TryGetValue((aggregate.GetType(), domainEvent.GetType()), out var type)
            ? type
            : throw new InvalidOperationException(
                $"{domainEvent.GetType()} was not found as an event of {aggregate.GetType()}: is its assembly among those that are searched at start?");

    /// <summary>All event types of an aggregate, those without a class included.</summary>
    public IEnumerable<EventVersions> VersionsOf(Type aggregate) => _byName.Values.Where(versions => versions.Name.AggregateName == EventNames.Of(aggregate));

    /// <summary>The aggregates that this one was split from: among their stored events may be some of its own.</summary>
    public IEnumerable<string> SourcesOf(Type aggregate) => _sources[EventNames.Of(aggregate)];

    /// <summary>Whether it was split from another, or another from it.</summary>
    public bool IsSplit(Type aggregate) => _sources.Any(split => split.Key == EventNames.Of(aggregate) || split.Contains(EventNames.Of(aggregate)));

    /// <summary>Whether a stored event may be such an event today.</summary>
    public bool MayBecome(EventVersions versions, Func<Type, bool> wanted) => _reached[versions].Exists(type => wanted(type.Event));

    /// <summary>All that stored events of this type may be today.</summary>
    private List<EventType> Reached(EventVersions from)
    {
        var reached = new HashSet<EventVersions>();
        var open = new Stack<EventVersions>([from]);
        while (open.TryPop(out var versions))
            if (reached.Add(versions))
                foreach (var into in versions.Upcasters.SelectMany(upcaster => upcaster.Into ?? [])) open.Push(_byName[into]);
        return [.. reached.Select(versions => versions.Current).OfType<EventType>()];
    }

    /// <exception cref="UnreadableEventException">The type or the version of the stored event is unknown here.</exception>
    public EventVersions Of(EventEnvelope stored)
    {
        if (!_byName.TryGetValue(stored.EventType, out var versions) || versions.Name.AggregateName != stored.AggregateType)
            throw new UnreadableEventException(
                $"Position {stored.Position}: event type {stored.EventType} of {stored.AggregateType} is unknown to this version of the service.");
        if (stored.EventVersion < 1)
            throw new UnreadableEventException($"Position {stored.Position}: {stored.EventType} has version {stored.EventVersion}, which never was: the first is 1.");
        if (stored.EventVersion > versions.Newest)
            throw new UnreadableEventException(
                $"Position {stored.Position}: {stored.EventType} has version {stored.EventVersion}, and {versions.Newest} is the newest known to this version of the service.");
        return versions;
    }

    /// <summary>The event that is stored as it is today; null if it is to be brought up, or is unknown.</summary>
    public EventType? CurrentOf(string aggregateType, string eventType, int version) =>
        _byName.TryGetValue(eventType, out var versions) && versions.IsCurrent(version) && versions.Name.AggregateName == aggregateType ? versions.Current : null;

    /// <summary>Brings a stored event up to today's: one event, unless an upcaster makes none or several of it.</summary>
    /// <exception cref="UnreadableEventException">An upcaster fails, or there is no way.</exception>
    public IReadOnlyList<(EventType Type, JsonObject Data)> BringUp(EventEnvelope stored, JsonObject data)
    {
        var open = new Stack<(UpcastEvent Event, int Steps)>([(new UpcastEvent(stored.EventType, stored.EventVersion, data), 0)]);
        var reached = new List<(EventType, JsonObject)>();
        while (open.TryPop(out var popped))
        {
            var (next, steps) = popped;
            try
            {
                if (!_byName.TryGetValue(next.EventType, out var versions) || next.EventVersion > versions.Newest)
                    throw new InvalidOperationException($"{next.EventType} of version {next.EventVersion}, which is made of it, is unknown");
                if (steps == MostSteps) throw new InvalidOperationException("the upcasters lead in a circle");

                if (versions.IsCurrent(next.EventVersion)) reached.Add((versions.Current!, next.Data));
                else foreach (var made in versions.Next(next.EventVersion, next.Data, stored).Reverse()) open.Push((made, steps + 1));
            }
            catch (Exception failure)
            {
                throw Unreadable(stored, next.EventVersion, next.EventType, failure);
            }
        }

        return reached;
    }

    /// <returns>The data of a stored event as the next version of its type has them; null if its upcaster makes other events of it.</returns>
    /// <exception cref="UnreadableEventException">An upcaster fails, or there is no way.</exception>
    public JsonObject? Step(EventEnvelope stored, JsonObject data)
    {
        try
        {
            return Of(stored).Next(stored.EventVersion, data, stored).ToList() is [var next] && next.EventType == stored.EventType && next.EventVersion == stored.EventVersion + 1 ? next.Data : null;
        }
        catch (Exception failure)
        {
            throw Unreadable(stored, stored.EventVersion, stored.EventType, failure);
        }
    }

    private static UnreadableEventException Unreadable(EventEnvelope stored, int version, string eventType, Exception failure) =>
        new($"Position {stored.Position}: {stored.EventType} of version {stored.EventVersion} cannot be brought up to today's, at version {version} of {eventType}: {failure.Message}", failure);

    /// <summary>The newest schema of an event, whether validation is on or not.</summary>
    /// <exception cref="EventSchemaException">It is missing or broken.</exception>
    public SchemaPlan SchemaOf(EventType type) => type.Schema ?? _forced.GetOrAdd(type, Load);

    private SchemaPlan Load(EventType type)
    {
        try
        {
            var folder = new SchemaFolder(_settings.Directory);
            if (folder.Load(type) is not { } schema) throw new EventSchemaException(type.Name, [.. folder.Problems.Select(AsError)]);

            return schema.Version == type.Version
                ? SchemaPlan.Compile(schema.Newest.Schema)
                : throw new EventSchemaException(type.Name, [new SchemaError(type.Name, $"version {schema.Version} has come since the start of the service, which knows {type.Version}")]);
        }
        catch (StartupException)
        {
            throw new EventSchemaException(type.Name, [new SchemaError(Path.GetFileName(_settings.Directory), "there is no such directory of event schemas, or it cannot be read")]);
        }
    }

    private static SchemaError AsError(SchemaProblem problem) => new(problem.Path == "" ? problem.File : $"{problem.File}: {problem.Path}", problem.Reason);
}
