using CleanES.Domain.OrderLines;
using CleanES.TestKit;
using static CleanES.TestKit.Specification;

namespace CleanES.Domain.Tests.OrderLines;

public sealed class ChangeOrderLineAmountTests
{
    [Fact]
    public void It_happens() =>
        Given<OrderLine>(Example.Of<OrderLine.BEGINNING>())
            .When(orderLine => orderLine.ChangeAmount())
            .Then(new OrderLine.AmountChanged());
#if (newEvent)

    [Fact]
    public void A_repeat_changes_nothing() =>
        Given<OrderLine>(Example.Of<OrderLine.BEGINNING>(), new OrderLine.AmountChanged())
            .When(orderLine => orderLine.ChangeAmount())
            .ThenNothing();
#endif
}
