using CleanES.Domain.EventSourcing;

namespace CleanES.Domain.OrderLines;

/// <summary>An order line. Created under a name.</summary>
public sealed partial class OrderLine : AggregateRoot
{
    public const int MaxNameLength = 100;

    private OrderLine(Guid id) : base(id) { }

    public string Name { get; private set; } = "";

    /// <exception cref="DomainException"><see cref="OrderLineErrors.NameInvalidCode"/></exception>
    public static OrderLine Create(Guid id, string name)
    {
        if (!IsName(name)) throw OrderLineErrors.NameInvalid();
        var orderLine = new OrderLine(id);
        orderLine.Raise(new Created(name));
        return orderLine;
    }

    /// <summary>A name is one line: not blank, at most <see cref="MaxNameLength"/> characters, no control characters.</summary>
    public static bool IsName(string? name) =>
        !string.IsNullOrWhiteSpace(name) && name.Length <= MaxNameLength && !name.Any(char.IsControl);

    public sealed record Created(string Name) : DomainEvent<OrderLine>
    {
        protected override void Apply(OrderLine orderLine) => orderLine.Name = Name;
    }
}
