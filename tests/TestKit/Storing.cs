using System.Reflection;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.TestKit;

/// <summary>Sends events the way that they go when they are stored and loaded.</summary>
internal sealed class Storing<TAggregate>(Story story, TAggregate aggregate) where TAggregate : AggregateRoot
{
    public static TAggregate Load(Guid id, IEnumerable<DomainEvent> history)
    {
        var loaded = (TAggregate)new AggregateFactory().Create(typeof(TAggregate), id);
        foreach (var stored in history) loaded.Replay(stored);
        return loaded;
    }

    /// <summary>Fails unless each event comes back as it went, and the aggregate with them.</summary>
    /// <param name="history">All events of the aggregate.</param>
    public void Prove(IReadOnlyList<DomainEvent> history)
    {
        var back = Read(history);
        foreach (var (went, came) in history.Zip(back))
            ThrowIfAny(Difference.Between(went, came), $"{Story.Tell(went)} does not come back from the journal as it went:");

        var loaded = Load(aggregate.Id, back);
        ThrowIfAny(
            Difference.Between(aggregate, loaded),
            $"{aggregate.GetType().Name} is another when it is loaded from its events; only an event's Apply may change it:");
    }

    private List<DomainEvent> Read(IReadOnlyList<DomainEvent> history)
    {
        DomainEvent? current = null;
        try
        {
            var serializer = Serializer();
            List<DomainEvent> back = [];
            foreach (var one in history)
            {
                current = one;
                var pending = new PendingEvent(one, back.Count) { Id = Guid.CreateVersion7() };
                back.AddRange(serializer.ToEvents(serializer.ToEnvelope(aggregate, pending, DateTimeOffset.UnixEpoch, metadata: "{}")).Select(read => read.Event));
            }

            return back;
        }
        catch (Exception failure)
        {
            throw story.But(current is null ? failure.Message : $"{Story.Tell(current)} cannot be stored and read again: {failure.Message}", failure);
        }
    }

    private void ThrowIfAny(IEnumerable<Difference> differences, string what)
    {
        var all = differences.ToList();
        if (all.Count > 0) throw story.But(string.Join('\n', [what, .. all]));
    }

    private EventSerializer Serializer()
    {
        var schemas = Path.Combine(AppContext.BaseDirectory, "avro");
        var settings = new EventSchemaSettings { Directory = schemas, Enabled = Directory.Exists(Path.Combine(schemas, EventNames.Of(aggregate.GetType()))) };
        return new EventSerializer(new EventCatalogue(EventDiscovery.Find([aggregate.GetType(), .. EventsOf(aggregate.GetType())]), settings), settings);
    }

    private static IEnumerable<Type> EventsOf(Type? type) => type is null ? [] : type
        .GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic)
        .Where(nested => nested.IsSubclassOf(typeof(DomainEvent)))
        .Concat(EventsOf(type.BaseType));
}
