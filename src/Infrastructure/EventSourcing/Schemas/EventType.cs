using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>An event as the catalogue knows it.</summary>
/// <param name="Version">The newest version, found from the schema files.</param>
/// <param name="Schema">The newest version's schema; null while validation is off.</param>
internal sealed record EventType(EventClass Class, int Version, SchemaPlan? Schema) : EventClass(Class)
{
    private readonly Func<EventEnvelope, DomainEvent, StoredEvent> _wrap =
        ((Func<EventEnvelope, DomainEvent, StoredEvent>)Wrap<DomainEvent>).Method.GetGenericMethodDefinition()
            .MakeGenericMethod(Class.Event).CreateDelegate<Func<EventEnvelope, DomainEvent, StoredEvent>>();

    public StoredEvent InEnvelope(EventEnvelope envelope, DomainEvent stored) => _wrap(envelope, stored);

    private static StoredEvent<TEvent> Wrap<TEvent>(EventEnvelope envelope, DomainEvent stored) where TEvent : DomainEvent =>
        new(envelope, (TEvent)stored);
}
