namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>An event as the class of one concrete aggregate.</summary>
internal record EventClass(Type Aggregate, Type Event)
{
    /// <summary>The aggregate's stable name: <c>todo</c>.</summary>
    public string AggregateName { get; } = EventNames.Of(Aggregate);

    /// <summary>The event type: <c>todo_created</c>.</summary>
    public string Name { get; } = EventNames.Of(Aggregate, Event);

    public bool IsInherited => Event.DeclaringType != Aggregate;

    public sealed override string ToString() => $"{Aggregate.Name}.{Event.Name}";
}
