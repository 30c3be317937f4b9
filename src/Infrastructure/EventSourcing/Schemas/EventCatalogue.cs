using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Every event of every concrete aggregate, found at start. Nothing is loaded by a name that stands in data.</summary>
internal sealed class EventCatalogue
{
    private readonly Dictionary<(Type Aggregate, Type Event), EventType> _byClass;
    private readonly Dictionary<(string AggregateName, string Name), EventType> _byName;

    /// <exception cref="StartupException">Names all that is wrong with the aggregates, their events and their schemas.</exception>
    public EventCatalogue(IReadOnlyCollection<Type> types, EventSchemaSettings settings)
    {
        var found = EventDiscovery.Find(types);
        var schemas = settings.Enabled && found.Count > 0 ? SchemaFolder.Load(settings.Directory, found.Select(NamesOf)) : null;
        All = [.. found.Select(one => Entry(one.Aggregate, one.Event))];
        _byClass = All.ToDictionary(type => (type.Aggregate, type.Event));
        _byName = All.ToDictionary(type => (type.AggregateName, type.Name));

        EventType Entry(Type aggregate, Type domainEvent)
        {
            var (aggregateName, name) = NamesOf((aggregate, domainEvent));
            var schema = schemas?[(aggregateName, name)];
            var version = schema?.Version ?? SchemaFolder.VersionOf(settings.Directory, aggregateName, name);
            return new EventType(name, aggregateName, aggregate, domainEvent, version, schema?.Plan);
        }
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

    private static (string Aggregate, string EventType) NamesOf((Type Aggregate, Type Event) one) =>
        (EventNames.Of(one.Aggregate), EventNames.Of(one.Aggregate, one.Event));
}
