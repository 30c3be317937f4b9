using CleanES.Domain.EventSourcing;

namespace CleanES.Domain.OrderLines;

/// <summary>Every rule of <see cref="OrderLine"/> that can be broken, with its stable code.</summary>
public static class OrderLineErrors
{
    public const string NameInvalidCode = "order_line.name_invalid";

    public static DomainException NameInvalid() =>
        new(NameInvalidCode, $"A name is one line of 1 to {OrderLine.MaxNameLength} characters and not blank.");
}
