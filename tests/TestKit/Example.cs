using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.TestKit;

/// <summary>Events for tests that do not care what they hold.</summary>
public static class Example
{
    /// <summary>An event with a value for each property, made of its schema beside the binaries. Texts differ from one event to the next, since they may be claimed.</summary>
    /// <param name="version">Made of this version of the schema, and brought up as one that was stored; the newest if not given.</param>
    public static TEvent Of<TEvent>(int? version = null) where TEvent : DomainEvent
    {
        var settings = new EventSchemaSettings { Directory = Path.Combine(AppContext.BaseDirectory, "avro"), Enabled = true };
        Type[] types = [.. typeof(TEvent).Assembly.GetTypes(), .. typeof(Registration).Assembly.GetTypes()];
        var wanted = new EventClass(typeof(TEvent).DeclaringType!, typeof(TEvent));
        var serializer = new EventSerializer(new EventCatalogue(EventDiscovery.Find(types), settings, Upcaster.Find(types)), settings);

        var schemas = new SchemaFolder(settings.Directory).Read(wanted)!.Files;
        var made = version ?? schemas.Count;
        var data = SchemaExample.Of(schemas[made - 1], made == schemas.Count ? wanted : null);
        foreach (var (name, value) in data.ToList())
        {
            if (value is JsonValue text && text.TryGetValue<string>(out var any) && any == "text") data[name] = $"text {Guid.CreateVersion7()}";
        }

        var stored = new EventEnvelope(
            Position: 1, Guid.CreateVersion7(), wanted.Name, made, data.ToJsonString(EventJson.Options),
            wanted.AggregateName, Guid.CreateVersion7(), AggregateVersion: 0, DateTimeOffset.UnixEpoch, Metadata: "{}");
        return (TEvent)serializer.ToEvents(stored)[0].Event;
    }
}
