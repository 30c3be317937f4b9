using CleanES.Domain.OrderLines;
using CleanES.TestKit;

namespace CleanES.Api.Tests.OrderLines;

public sealed class OverdueListTests(Service service) : IClassFixture<Service>
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task It_shows_what_has_happened_in_its_order_page_by_page()
    {
        var first = await service.Given<OrderLine>(Example.Of<OrderLine.AmountChanged>());
        var second = await service.Given<OrderLine>(Example.Of<OrderLine.AmountChanged>(), Example.Of<OrderLine.AmountChanged>());
        await service.Settled();

        Assert.Equal([first, second], await IdsAsync("/ROUTE"));
        Assert.Equal([second], await IdsAsync("/ROUTE?page=2&pageSize=1"));
    }

    [Fact]
    public async Task It_is_described_with_examples()
    {
        var operation = (await _client.OperationsAsync())["get /ROUTE"];

        operation.IsDescribedWithExamples();
        operation.DescribesQuery("page pageSize");
    }

    private async Task<IEnumerable<Guid>> IdsAsync(string path) =>
        (await _client.FetchAsync(path)).Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid());
}
