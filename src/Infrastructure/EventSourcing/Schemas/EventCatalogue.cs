using System.Collections.Concurrent;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Every event of every concrete aggregate, found at start. Nothing is loaded by a name that stands in data.</summary>
internal sealed class EventCatalogue
{
    private readonly EventSchemaSettings _settings;
    private readonly Dictionary<(Type Aggregate, Type Event), EventType> _byClass;
    private readonly Dictionary<(string AggregateName, string Name), EventType> _byName;
    private readonly ConcurrentDictionary<EventType, SchemaPlan> _forced = new();

    /// <exception cref="StartupException">Names all that is wrong with the schemas.</exception>
    public EventCatalogue(IReadOnlyList<EventClass> events, EventSchemaSettings settings)
    {
        _settings = settings;
        var folder = Directory.Exists(settings.Directory) || (settings.Enabled && events.Count > 0) ? new SchemaFolder(settings.Directory) : null;
        All = [.. events.Select(one => new EventType(
            one, Math.Max(1, folder?.VersionOf(one) ?? 1), settings.Enabled && folder!.Load(one) is { } newest ? SchemaPlan.Compile(newest.Record) : null))];
        if (folder?.Problems is { Count: > 0 } problems)
        {
            throw new StartupException($"The event schemas in {settings.Directory} cannot be used. "
                + $"Correct them{(settings.Enabled ? ", or set EventSchemas:Enabled to false" : "")}.\n{string.Join('\n', problems)}");
        }

        _byClass = All.ToDictionary(type => (type.Aggregate, type.Event));
        _byName = All.ToDictionary(type => (type.AggregateName, type.Name));
    }

    public IReadOnlyList<EventType> All { get; }

    public EventType Of(AggregateRoot aggregate, DomainEvent domainEvent) =>
        _byClass.TryGetValue((aggregate.GetType(), domainEvent.GetType()), out var type)
            ? type
            : throw new InvalidOperationException(
                $"{domainEvent.GetType()} was not found as an event of {aggregate.GetType()}: is its assembly among those that are searched at start?");

    /// <exception cref="UnreadableEventException">The type or the version of the stored event is unknown here.</exception>
    public EventType Of(EventEnvelope stored)
    {
        if (!_byName.TryGetValue((stored.AggregateType, stored.EventType), out var type))
            throw new UnreadableEventException(
                $"Position {stored.Position}: event type {stored.EventType} of {stored.AggregateType} is unknown to this version of the service.");
        if (stored.EventVersion > type.Version)
            throw new UnreadableEventException(
                $"Position {stored.Position}: {stored.EventType} has version {stored.EventVersion}, and {type.Version} is the newest known to this version of the service.");
        return type;
    }

    /// <summary>The newest schema of an event, whether validation is on or not.</summary>
    /// <exception cref="EventSchemaException">It is missing or broken.</exception>
    public SchemaPlan SchemaOf(EventType type) => type.Schema ?? _forced.GetOrAdd(type, Load);

    private SchemaPlan Load(EventType type)
    {
        try
        {
            var folder = new SchemaFolder(_settings.Directory);
            if (folder.Load(type) is not { } newest) throw new EventSchemaException(type.Name, [.. folder.Problems.Select(AsError)]);

            return newest.Version == type.Version
                ? SchemaPlan.Compile(newest.Record)
                : throw new EventSchemaException(type.Name, [new SchemaError(type.Name, $"version {newest.Version} has come since the start of the service, which knows {type.Version}")]);
        }
        catch (StartupException)
        {
            throw new EventSchemaException(type.Name, [new SchemaError(Path.GetFileName(_settings.Directory), "there is no such directory of event schemas, or it cannot be read")]);
        }
    }

    private static SchemaError AsError(SchemaProblem problem) => new(problem.Path == "" ? problem.File : $"{problem.File}: {problem.Path}", problem.Reason);
}
