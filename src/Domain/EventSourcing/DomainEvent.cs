namespace CleanES.Domain.EventSourcing;

/// <summary>A fact of the past. Derive from <see cref="DomainEvent{TAggregate}"/>.</summary>
public abstract record DomainEvent
{
    private protected DomainEvent() { }

    internal abstract void ApplyTo(AggregateRoot aggregate);
}

/// <summary>
/// A fact about one <typeparamref name="TAggregate"/>: a sealed record nested in it, named in the past tense.
/// </summary>
public abstract record DomainEvent<TAggregate> : DomainEvent
    where TAggregate : AggregateRoot
{
    /// <summary>
    /// Changes the aggregate's state to what it is after this event. Never throws, decides or reads a clock: stored events
    /// go through it again at every load.
    /// </summary>
    protected abstract void Apply(TAggregate aggregate);

    internal sealed override void ApplyTo(AggregateRoot aggregate)
    {
        if (aggregate is not TAggregate own)
            throw new InvalidOperationException($"{GetType()} is an event of {typeof(TAggregate).Name} and cannot happen to {aggregate.GetType().Name}.");

        Apply(own);
    }
}
