using CleanES.Domain.OrderLines;
using CleanES.TestKit;

namespace CleanES.Api.Tests.OrderLines;

public sealed class ChangeOrderLineAmountTests(Service service) : IClassFixture<Service>
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task It_is_stored_as_an_event()
    {
        var id = await service.Given<OrderLine>(Example.Of<OrderLine.BEGINNING>());

        var changed = await _client.CallAsync(HttpMethod.Post, $"/order-lines/{id}/change-amount");

        Assert.Equal((200, $$"""{"id":"{{id}}","version":1}"""), (changed.Status, changed.Body));
    }

    [Fact]
    public async Task An_unknown_one_is_not_found() =>
        (await _client.CallAsync(HttpMethod.Post, $"/order-lines/{Guid.CreateVersion7()}/change-amount")).IsProblem(404, "not_found");

    [Fact]
    public async Task Another_version_than_demanded_is_refused()
    {
        var id = await service.Given<OrderLine>(Example.Of<OrderLine.BEGINNING>());

        (await _client.CallAsync(HttpMethod.Post, $"/order-lines/{id}/change-amount", null, ("If-Match", "\"7\""))).IsProblem(412, "version_mismatch");
    }

    [Fact]
    public async Task It_is_described_with_examples() =>
        (await _client.OperationsAsync())["post /order-lines/{id}/change-amount"].IsDescribedWithExamples();
}
