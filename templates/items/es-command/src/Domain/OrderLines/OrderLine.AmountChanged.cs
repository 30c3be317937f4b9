using CleanES.Domain.EventSourcing;

namespace CleanES.Domain.OrderLines;

public sealed partial class OrderLine
{
#if (!isDiscarded)
    public bool IsAmountChanged { get; private set; }

#endif
    public sealed record AmountChanged : DomainEvent<OrderLine>
    {
        protected override void Apply(OrderLine orderLine) => orderLine.IsAmountChanged = true;
    }
}
