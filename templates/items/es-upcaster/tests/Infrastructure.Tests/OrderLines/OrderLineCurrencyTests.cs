using CleanES.Domain.OrderLines;
using CleanES.TestKit;

namespace CleanES.Infrastructure.Tests.OrderLines;

public sealed class OrderLineCurrencyTests
{
    [Fact]
    public void An_event_of_version_FROM_VERSION_is_read_as_one_of_today()
    {
        var stored = Example.Of<OrderLine.AmountChanged>(version: FROM_VERSION);

        Assert.Equal(stored with { NewProperty = PROPERTY_VALUE }, stored);
    }
}
