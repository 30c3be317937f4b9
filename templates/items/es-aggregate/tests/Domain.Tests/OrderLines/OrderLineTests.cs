using CleanES.Domain.OrderLines;
using static CleanES.TestKit.Specification;

namespace CleanES.Domain.Tests.OrderLines;

public sealed class OrderLineTests
{
    private static readonly Guid _id = Guid.NewGuid();

    [Fact]
    public void An_order_line_is_created_under_its_name()
    {
        var orderLine = When(() => OrderLine.Create(_id, "An example")).Then(new OrderLine.Created("An example"));

        Assert.Equal((_id, "An example"), (orderLine.Id, orderLine.Name));
    }

    [Theory]
    [MemberData(nameof(NoNames))]
    public void An_order_line_is_not_created_without_a_name(string name) =>
        When(() => OrderLine.Create(_id, name)).ThenFails(OrderLineErrors.NameInvalidCode);

    public static TheoryData<string> NoNames => ["", " \t", "two\nlines", new string('a', OrderLine.MaxNameLength + 1)];
}
