using CleanES.TestKit;

namespace CleanES.Api.Tests.OrderLines;

public sealed class OrderLineTests(Service service) : IClassFixture<Service>
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task Creating_answers_where_to_read_it_and_its_history()
    {
        var created = await _client.CallAsync(HttpMethod.Post, "/order-lines", new { name = "An example" });

        var id = created.Json.GetProperty("id").GetGuid();
        Assert.Equal((201, $"/order-lines/{id}"), (created.Status, created.Headers["Location"]));
        Assert.Equal($$"""{"id":"{{id}}","name":"An example","version":0}""", (await _client.FetchAsync($"/order-lines/{id}")).Body);
        var history = (await _client.FetchAsync($"/order-lines/{id}/history")).Json.GetProperty("items");
        Assert.Equal("order_line_created", Assert.Single(history.EnumerateArray()).GetProperty("event_type").GetString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name":"  "}""")]
    public async Task What_is_no_name_is_refused(string body) =>
        (await _client.CallAsync(HttpMethod.Post, "/order-lines", body)).IsProblem(400, "validation_failed", errorsIn: "name");

    [Fact]
    public async Task An_unknown_one_is_not_found()
    {
        var id = Guid.CreateVersion7();

        (await _client.FetchAsync($"/order-lines/{id}")).IsProblem(404, "not_found");
        (await _client.FetchAsync($"/order-lines/{id}/history")).IsProblem(404, "not_found");
    }

    [Theory]
    [InlineData("post /order-lines")]
    [InlineData("get /order-lines/{id}")]
    [InlineData("get /order-lines/{id}/history")]
    public async Task An_operation_is_described_with_examples(string name) => (await _client.OperationsAsync())[name].IsDescribedWithExamples();
}
