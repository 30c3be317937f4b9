using CleanES.TestKit;

namespace CleanES.Api.Tests.Todos;

public sealed class IfMatchTests(Service service) : IClassFixture<Service>
{
    private readonly HttpClient _client = service.CreateClient();

    [Theory]
    [InlineData("\"0\"")]
    [InlineData("0")]
    [InlineData("*")]
    public async Task The_current_version_is_let_through(string ifMatch)
    {
        var id = await _client.CreateTodoAsync();

        Assert.Equal(200, (await _client.CallAsync(HttpMethod.Post, $"/todos/{id}/complete", null, ("If-Match", ifMatch))).Status);
    }

    [Fact]
    public async Task Another_version_is_refused_and_both_are_named()
    {
        var id = await _client.CreateTodoAsync();
        await _client.CallAsync(HttpMethod.Post, $"/todos/{id}/complete");
        (HttpMethod, string, object?)[] changes =
        [
            (HttpMethod.Put, $"/todos/{id}/label", new { label = "Buy bread" }),
            (HttpMethod.Post, $"/todos/{id}/complete", null),
            (HttpMethod.Post, $"/todos/{id}/reopen", null),
            (HttpMethod.Delete, $"/todos/{id}", null),
        ];

        foreach (var (method, path, body) in changes)
        {
            var refused = await _client.CallAsync(method, path, body, ("If-Match", "\"0\""));

            refused.IsProblem(412, "version_mismatch");
            Assert.Equal((0, 1), (refused.Json.GetProperty("expectedVersion").GetInt64(), refused.Json.GetProperty("actualVersion").GetInt64()));
        }

        Assert.Equal("\"1\"", (await _client.FetchAsync($"/todos/{id}")).Headers["ETag"]);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("\"\"")]
    [InlineData("\"0")]
    [InlineData("W/\"0\"")]
    [InlineData("\"0\", \"1\"")]
    [InlineData("99999999999999999999")]
    public async Task What_is_no_version_is_refused(string ifMatch)
    {
        var id = await _client.CreateTodoAsync();

        var refused = await _client.CallAsync(HttpMethod.Post, $"/todos/{id}/complete", null, ("If-Match", ifMatch));

        refused.IsProblem(400, "invalid_request", errorsIn: "If-Match");
        Assert.Equal("\"0\"", (await _client.FetchAsync($"/todos/{id}")).Headers["ETag"]);
    }

    [Fact]
    public async Task Of_two_clients_with_the_same_If_Match_one_wins()
    {
        for (var round = 0; round < 20; round++)
        {
            var id = await _client.CreateTodoAsync();
            var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(client => Task.Run(() =>
                _client.CallAsync(HttpMethod.Put, $"/todos/{id}/label", new { label = $"of client {client}" }, ("If-Match", "\"0\"")))));

            var loser = Assert.Single(answers, answer => answer.Status != 200);
            loser.IsProblem(412, "version_mismatch");
            var label = (await _client.FetchAsync($"/todos/{id}")).Json.GetProperty("label").GetString();
            Assert.Equal($"of client {Array.FindIndex(answers, answer => answer.Status == 200)}", label);
        }
    }
}
