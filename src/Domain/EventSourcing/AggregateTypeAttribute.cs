namespace CleanES.Domain.EventSourcing;

/// <summary>
/// Names an aggregate in the journal, in the types of its events and in the schema folder, in place of the name made from its class. Use it
/// to keep the stored name when the class is renamed.
/// </summary>
/// <param name="name">In snake_case: <c>todo</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AggregateTypeAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
