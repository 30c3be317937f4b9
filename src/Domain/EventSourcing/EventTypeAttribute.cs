namespace CleanES.Domain.EventSourcing;

/// <summary>
/// Names an event in the journal and in its schema file, in place of the name made from its class. Use it to keep the
/// stored name when the class is renamed.
/// </summary>
/// <param name="name">In snake_case: <c>todo_created</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventTypeAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
