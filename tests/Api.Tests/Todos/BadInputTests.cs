using System.Text;

namespace CleanES.Api.Tests.Todos;

public sealed class BadInputTests(Service service) : IClassFixture<Service>
{
    private readonly HttpClient _client = service.CreateClient();

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"label":null}""")]
    [InlineData("""{"label":""}""")]
    [InlineData("""{"label":"   "}""")]
    [InlineData("""{"label":"two\nlines"}""")]
    [InlineData("""{"label":"nul\u0000"}""")]
    public Task A_label_that_is_missing_or_blank_or_no_line_is_refused(string body) => IsRefusedAsync(body, "validation_failed", "label");

    [Fact]
    public async Task A_label_has_a_limit()
    {
        await IsRefusedAsync(Label(201), "validation_failed", "label");
        Assert.Equal(201, (await _client.CallAsync(HttpMethod.Post, "/todos", Label(200))).Status);

        static string Label(int length) => $$"""{"label":"{{new string('x', length)}}"}""";
    }

    [Theory]
    [InlineData("""{"label":7}""")]
    [InlineData("""{"label":true}""")]
    [InlineData("""{"label":["a"]}""")]
    [InlineData("""{"label":{"text":"a"}}""")]
    [InlineData("""{"label":"a","label":"b"}""")]
    [InlineData("""{"label":"a","Label":"b"}""")]
    [InlineData("""{"label":"\ud800"}""")]
    public Task A_label_of_a_wrong_type_or_given_twice_is_refused(string body) => IsRefusedAsync(body, "invalid_request", "label");

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"Buy milk\"")]
    [InlineData("Buy milk")]
    [InlineData("""{"label":""")]
    [InlineData("""{"label":"Buy milk"} and more""")]
    public Task A_body_that_is_no_JSON_object_is_refused(string body) => IsRefusedAsync(body, "invalid_request", field: null);

    [Fact]
    public async Task A_missing_body_is_refused() => (await _client.CallAsync(HttpMethod.Post, "/todos")).IsProblem(400, "invalid_request");

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/history")]
    [InlineData("PUT", "/label")]
    [InlineData("POST", "/complete")]
    [InlineData("POST", "/reopen")]
    [InlineData("DELETE", "")]
    public async Task An_id_that_is_no_UUID_is_refused(string method, string path)
    {
        foreach (var id in (string[])["7", "no-uuid", "01980b2e-7c3a-7d52-9f64-2f1a6f0e8b1", "'%20or%201=1"])
        {
            var refused = await _client.CallAsync(new HttpMethod(method), $"/todos/{id}{path}", method == "PUT" ? new { label = "Buy milk" } : null);

            refused.IsProblem(400, "invalid_request", errorsIn: "id");
            Assert.Contains("UUID", refused.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=no-such-charset")]
    public async Task Another_content_type_is_refused(string contentType)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"label":"Buy milk"}"""));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        (await _client.CallAsync(HttpMethod.Post, "/todos", content)).IsProblem(415, "unsupported_media_type");
    }

    [Fact]
    public async Task A_body_too_large_is_refused()
    {
        using var content = new ByteArrayContent(new byte[31_000_000]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");

        // The answer comes before the body is read: without asking first, the connection may break while it is sent.
        (await _client.CallAsync(HttpMethod.Post, "/todos", content, ("Expect", "100-continue"))).IsProblem(413, "body_too_large");
    }

    [Fact]
    public async Task An_address_or_a_method_that_is_not_served_is_told_so_to_browsers_too()
    {
        (await _client.GetAsync("/nowhere", ("Accept", "text/html"))).IsProblem(404, "unknown_route");
        (await _client.CallAsync(HttpMethod.Delete, "/todos")).IsProblem(405, "method_not_allowed");
    }

    private async Task IsRefusedAsync(string body, string code, string? field)
    {
        var id = await _client.CreateTodoAsync();

        (await _client.CallAsync(HttpMethod.Post, "/todos", body)).IsProblem(400, code, field);
        (await _client.CallAsync(HttpMethod.Put, $"/todos/{id}/label", body)).IsProblem(400, code, field);

        Assert.Equal(1, (await _client.GetAsync($"/todos/{id}/history", [])).Json.GetProperty("items").GetArrayLength());
    }
}
