namespace CleanES.Domain.EventSourcing;

/// <summary>
/// A unit of consistency whose state is the fold of its events. Its methods decide and <see cref="Raise"/>;
/// only an event's <c>Apply</c> changes state.
/// </summary>
/// <remarks>A concrete aggregate needs a constructor that takes the <see cref="Guid"/> id alone; it may be private.</remarks>
public abstract class AggregateRoot(Guid id)
{
    private readonly List<PendingEvent> _pending = [];

    public Guid Id { get; } = id;

    /// <summary>The aggregate version of the newest applied event, stored or not: 0 once created, -1 before.</summary>
    public long Version { get; private set; } = -1;

    /// <summary>True after the aggregate's last event: it is not found any more, and only its history stays.</summary>
    public bool IsDiscarded { get; protected set; }

    /// <summary>The events raised and not stored yet, oldest first.</summary>
    public IReadOnlyList<PendingEvent> Pending => _pending;

    /// <summary>Applies the event and keeps it until the aggregate is saved.</summary>
    /// <exception cref="InvalidOperationException">The aggregate is discarded, or the event belongs to another aggregate.</exception>
    protected void Raise(DomainEvent raised)
    {
        ArgumentNullException.ThrowIfNull(raised);
        if (IsDiscarded) throw new InvalidOperationException($"{GetType().Name} {Id} is discarded: nothing can happen to it any more.");

        raised.ApplyTo(this);
        Version++;
        _pending.Add(new PendingEvent(raised, Version));
    }

    /// <summary>Applies an event that the journal holds.</summary>
    internal void Replay(DomainEvent stored)
    {
        stored.ApplyTo(this);
        Version++;
    }

    internal void MarkSaved() => _pending.Clear();
}
