using System.Text.Json;
using CleanES.TestKit;
using Microsoft.AspNetCore.Hosting;

namespace CleanES.Api.Tests.Projects;

public sealed class SubscriberEndpointTests(FailingMessages service) : IClassFixture<FailingMessages>
{
    private const string Messages = $"/subscribers/{FailingMessages.Subscriber}";

    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task Every_subscriber_is_listed_with_how_it_stands()
    {
        await FailingMessages.ParkAsync(_client);
        var status = await StatusAsync();

        Assert.Equal("effect", status.GetProperty("kind").GetString());
        Assert.NotEqual(0, status.GetProperty("parked").GetInt32());
    }

    [Fact]
    public async Task What_is_parked_is_told_and_retried_in_whole_or_by_its_position()
    {
        service.Fails = true;
        var (one, other, third) = (await FailingMessages.ParkAsync(_client), await FailingMessages.ParkAsync(_client), await FailingMessages.ParkAsync(_client));
        var parked = (await _client.FetchAsync("/subscribers/parked")).Json.EnumerateArray().Single(row => row.GetProperty("position").GetInt64() == one);
        Assert.Equal(
            (FailingMessages.Subscriber, "project_closed", "IOException: The mail server\ndoes not answer.", 2),
            (parked.GetProperty("subscriber").GetString(), parked.GetProperty("eventType").GetString(), parked.GetProperty("error").GetString(), parked.GetProperty("attempts").GetInt32()));

        service.Fails = false;
        Assert.Equal("""{"retried":1}""", (await PostAsync($"retry?position={other}")).Body);
        await Eventually.IsAsync(() => FailingMessages.ParkedAsync(_client), left => !left.Contains(other));
        Assert.Equal([one, third], (await FailingMessages.ParkedAsync(_client)).Intersect([one, third]));
        (await PostAsync($"retry?position={other}")).IsProblem(409, "tool_refused");

        Assert.True((await PostAsync("retry")).Json.GetProperty("retried").GetInt32() >= 2);
        await Eventually.IsAsync(() => FailingMessages.ParkedAsync(_client), left => left.Length == 0);
        service.Fails = true;
    }

    [Fact]
    public async Task A_parked_event_is_skipped_for_a_reason_that_why_tells()
    {
        var position = await FailingMessages.ParkAsync(_client);
        Assert.Equal("parked", await FateAsync(position));

        (await PostAsync("skip", new { position })).IsProblem(400, "validation_failed", errorsIn: "reason");
        (await PostAsync("skip", new { position, reason = " " })).IsProblem(400, "validation_failed", errorsIn: "reason");
        (await PostAsync("skip")).IsProblem(400, "invalid_request");
        Assert.Equal(204, (await PostAsync("skip", new { position, reason = "told by telephone" })).Status);

        var fate = (await _client.FetchAsync($"{Messages}/why/{position}")).Json;
        Assert.Equal("skipped", fate.GetProperty("fate").GetString());
        Assert.EndsWith(": told by telephone", fate.GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(position, await FailingMessages.ParkedAsync(_client));
        (await PostAsync("skip", new { position, reason = "again" })).IsProblem(409, "tool_refused");
    }

    [Fact]
    public async Task A_paused_subscriber_begins_nothing_until_it_is_resumed_or_reset()
    {
        Assert.Equal(204, (await PostAsync("pause")).Status);
        var position = await FailingMessages.CloseAsync(_client);
        await Eventually.IsAsync(() => StatusAsync("closed-project-todos"), status => status.GetProperty("lag").GetInt64() == 0);

        Assert.Equal("paused", (await StatusAsync()).GetProperty("state").GetString());
        Assert.Equal("waiting", await FateAsync(position));
        (await PostAsync($"reset?position={position + 1000}")).IsProblem(409, "tool_refused");
        Assert.Equal(204, (await PostAsync($"reset?position={position}")).Status);
        Assert.Equal(204, (await PostAsync("resume")).Status);

        await Eventually.IsAsync(() => StatusAsync(), status => status.GetProperty("state").GetString() == "running" && status.GetProperty("lag").GetInt64() == 0);
        Assert.DoesNotContain(position, await FailingMessages.ParkedAsync(_client));
        Assert.Equal("skipped", await FateAsync(position));
    }

    [Fact]
    public async Task Why_tells_of_what_is_none_of_its_business_and_of_what_is_not_there()
    {
        await FailingMessages.CloseAsync(_client);

        Assert.Equal("filtered", await FateAsync(1));
        (await _client.FetchAsync($"{Messages}/why/1000000")).IsProblem(409, "tool_refused");
        (await _client.FetchAsync($"{Messages}/why/soon")).IsProblem(400, "invalid_request", errorsIn: "position");
    }

    [Fact]
    public async Task An_effect_is_not_rebuilt() => (await PostAsync("rebuild")).IsProblem(409, "tool_refused");

    [Theory]
    [InlineData("GET", "parked")]
    [InlineData("GET", "why/1")]
    [InlineData("POST", "retry")]
    [InlineData("POST", "pause")]
    [InlineData("POST", "resume")]
    [InlineData("POST", "reset")]
    [InlineData("POST", "rebuild")]
    public async Task An_unknown_subscriber_is_told_beside_those_that_there_are(string method, string path)
    {
        var answer = await _client.CallAsync(new HttpMethod(method), $"/subscribers/no-such/{path}");

        answer.IsProblem(404, "unknown_subscriber");
        Assert.Contains(FailingMessages.Subscriber, answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("get /subscribers", "200 503")]
    [InlineData("get /subscribers/parked", "200 503")]
    [InlineData("get /subscribers/{name}/parked", "200 404 503")]
    [InlineData("post /subscribers/{name}/retry", "200 400 404 409 503")]
    [InlineData("post /subscribers/{name}/skip", "204 400 404 409 413 503")]
    [InlineData("post /subscribers/{name}/pause", "204 404 409 503")]
    [InlineData("post /subscribers/{name}/resume", "204 404 409 503")]
    [InlineData("post /subscribers/{name}/reset", "204 400 404 409 503")]
    [InlineData("post /subscribers/{name}/rebuild", "202 404 409 503")]
    [InlineData("post /subscribers/prune", "200 400 503")]
    [InlineData("get /subscribers/{name}/why/{position}", "200 400 404 409 503")]
    [InlineData("get /traces/{correlationId}", "200 503")]
    public async Task An_operation_is_described_with_its_answers_and_examples(string name, string statuses)
    {
        var operation = (await _client.OperationsAsync())[name];

        operation.Tells(statuses, "", "");
        operation.IsDescribedWithExamples();
    }

    [Fact]
    public async Task Examples_of_answers_have_the_fields_of_real_answers()
    {
        await FailingMessages.ParkAsync(_client);
        var operations = await _client.OperationsAsync();

        foreach (var (path, real) in new[]
        {
            ("/subscribers", "/subscribers"), ("/subscribers/parked", "/subscribers/parked"), ("/subscribers/{name}/parked", $"{Messages}/parked"),
            ("/subscribers/{name}/why/{position}", $"{Messages}/why/1"),
        })
        {
            var example = operations[$"get {path}"].GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("example");
            Assert.Equal(Fields((await _client.FetchAsync(real)).Json), Fields(example));
        }

        static IEnumerable<string> Fields(JsonElement json) => (json.ValueKind == JsonValueKind.Array ? json[0] : json).EnumerateObject().Select(field => field.Name);
    }

    [Fact]
    public async Task They_can_be_left_out()
    {
        await using var closed = new ServiceWithoutTools();
        var client = closed.CreateClient();

        (await client.FetchAsync("/subscribers")).IsProblem(404, "unknown_route");
        (await client.FetchAsync("/traces/1")).IsProblem(404, "unknown_route");
        Assert.Equal(200, (await client.FetchAsync("/health/subscribers")).Status);
        Assert.DoesNotContain("get /subscribers", await client.OperationsAsync());
    }

    private Task<Answer> PostAsync(string what, object? body = null) => _client.CallAsync(HttpMethod.Post, $"{Messages}/{what}", body);

    private async Task<JsonElement> StatusAsync(string subscriber = FailingMessages.Subscriber) =>
        (await _client.FetchAsync("/subscribers")).Json.EnumerateArray().Single(one => one.GetProperty("name").GetString() == subscriber);

    private async Task<string?> FateAsync(long position) => (await _client.FetchAsync($"{Messages}/why/{position}")).Json.GetProperty("fate").GetString();

    private sealed class ServiceWithoutTools : Service
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Subscribers:OverHttp", "false");
        }
    }
}
