using CleanES.Domain.OrderLines;
using static CleanES.TestKit.Specification;

namespace CleanES.Domain.Tests.OrderLines;

public sealed class OrderLineAmountChangedTests
{
    [Fact]
    public void The_aggregate_knows_what_has_happened() =>
        Given<OrderLine>(new OrderLine.AmountChanged())
            .When(orderLine => Assert.True(orderLine.IsAmountChanged))
            .ThenNothing();
}
