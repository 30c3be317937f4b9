using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.TestKit;

/// <summary>Events for tests that do not care what they hold.</summary>
public static class Example
{
    /// <summary>An event with a value for each property, made of its schema beside the binaries.</summary>
    public static TEvent Of<TEvent>() where TEvent : DomainEvent
    {
        var settings = new EventSchemaSettings { Directory = Path.Combine(AppContext.BaseDirectory, "avro"), Enabled = true };
        var wanted = new EventClass(typeof(TEvent).DeclaringType!, typeof(TEvent));
        var serializer = new EventSerializer(new EventCatalogue([wanted], settings), settings);     // refuses a schema that is missing or does not fit

        var schema = new SchemaFolder(settings.Directory).Read(wanted)!;
        var stored = new EventEnvelope(
            Position: 1, Guid.CreateVersion7(), wanted.Name, schema.Version, SchemaExample.Of(schema.Newest, wanted).ToJsonString(EventJson.Options),
            wanted.AggregateName, Guid.CreateVersion7(), AggregateVersion: 0, DateTimeOffset.UnixEpoch, Metadata: "{}");
        return (TEvent)serializer.ToEvents(stored)[0].Event;
    }
}
