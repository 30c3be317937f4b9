using CleanES.Domain.EventSourcing;
using MediatR;

namespace CleanES.Application.EventSourcing;

/// <summary>
/// An event with its envelope, as subscribers get it. A subscriber handles <see cref="StoredEvent{TEvent}"/> for the events
/// that it wants, or <see cref="StoredEvent"/> for all that it does not handle by type.
/// </summary>
public abstract class StoredEvent(EventEnvelope envelope) : INotification
{
    /// <summary>The row as it was stored. The event itself is in its newest version: upcasters may have made it of an older one, or of another event.</summary>
    public EventEnvelope Envelope { get; } = envelope;

    public long Position => Envelope.Position;
    public Guid EventId => Envelope.EventId;
    public Guid AggregateId => Envelope.AggregateId;
    public long AggregateVersion => Envelope.AggregateVersion;
    public DateTimeOffset CreateDate => Envelope.CreateDate;
}

/// <inheritdoc/>
public sealed class StoredEvent<TEvent>(EventEnvelope envelope, TEvent stored) : StoredEvent(envelope)
    where TEvent : DomainEvent
{
    public TEvent Event { get; } = stored;
}
