using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>An event as the catalogue knows it.</summary>
/// <param name="Version">The newest version, found from the schema files.</param>
/// <param name="Schema">The newest version's schema; null while validation is off.</param>
/// <param name="Older">The older version in which it is written for now; null if it is written in the newest.</param>
internal sealed record EventType(EventClass Class, int Version, SchemaPlan? Schema, OlderForm? Older = null) : EventClass(Class)
{
    private readonly Func<EventEnvelope, DomainEvent, StoredEvent> _wrap =
        ((Func<EventEnvelope, DomainEvent, StoredEvent>)Wrap<DomainEvent>).Method.GetGenericMethodDefinition()
            .MakeGenericMethod(Class.Event).CreateDelegate<Func<EventEnvelope, DomainEvent, StoredEvent>>();

    public StoredEvent InEnvelope(EventEnvelope envelope, DomainEvent stored) => _wrap(envelope, stored);

    private static StoredEvent<TEvent> Wrap<TEvent>(EventEnvelope envelope, DomainEvent stored) where TEvent : DomainEvent =>
        new(envelope, (TEvent)stored);
}

/// <summary>An older version of an event, and the way to it from the newest.</summary>
internal sealed record OlderForm(int Version, SchemaStep Step);
