namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>An event as the class of one concrete aggregate.</summary>
internal record EventClass(Type Aggregate, Type Event) : EventTypeName(EventNames.Of(Aggregate), EventNames.Of(Aggregate, Event))
{
    public bool IsInherited => Event.DeclaringType != Aggregate;

    public sealed override string ToString() => $"{Aggregate.Name}.{Event.Name}";
}
