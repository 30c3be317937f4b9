namespace CleanES.Domain.EventSourcing;

/// <summary>An event that its aggregate raised and that is not stored yet.</summary>
public sealed class PendingEvent
{
    internal PendingEvent(DomainEvent raised, long aggregateVersion) => (Event, AggregateVersion) = (raised, aggregateVersion);

    public DomainEvent Event { get; }

    public long AggregateVersion { get; }

    /// <summary>
    /// Given by the store at the first attempt to save and kept for every later one, so that saving again after an
    /// unknown outcome cannot store the event twice.
    /// </summary>
    public Guid? Id { get; internal set; }
}
