using System.Text;
using CleanES.TestKit;

namespace CleanES.Api.Tests.Todos;

public sealed class BadInputTests(Service service) : IClassFixture<Service>
{
    private static readonly (string, string) Chunked = ("Transfer-Encoding", "chunked");

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
    [InlineData("""{"label":"\udc00 \ud800"}""")]
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
    public Task Text_that_is_no_UTF_8_is_refused() => IsRefusedAsync([.. "{\"label\":\"a"u8, 0xED, 0xA0, 0x80, .. "\"}"u8], "invalid_request", "label");

    [Theory]
    [InlineData("[", "]")]
    [InlineData("""{"label":"Buy milk","more":[""", "]")]
    [InlineData("""{"label":"Buy milk","more":{"a":""", "}")]
    public Task A_body_nested_too_deeply_is_refused(string open, string close)
    {
        var nested = open + string.Concat(Enumerable.Repeat(open[^1] == '[' ? "[" : "{\"a\":", 1000)) + "1" + string.Concat(Enumerable.Repeat(close, 1000)) + close;
        return IsRefusedAsync(open == "[" ? nested : nested + "}", "invalid_request", field: null);
    }

    [Theory]
    [InlineData(1024 * 1024 + 1)]
    [InlineData(10_000_000)]
    public async Task A_body_too_large_is_refused(int bytes)
    {
        (await _client.CallAsync(HttpMethod.Post, "/todos", Json(new byte[bytes]))).IsProblem(413, "body_too_large");
        (await _client.CallAsync(HttpMethod.Post, "/todos", $$"""{"label":"{{new string('a', bytes)}}"}""")).IsProblem(413, "body_too_large");
    }

    [Fact]
    public async Task A_body_too_large_that_does_not_tell_its_length_is_refused()
    {
        (await _client.CallAsync(HttpMethod.Post, "/todos", Json(new byte[10_000_000]), Chunked)).IsProblem(413, "body_too_large");
        Assert.Equal(201, (await _client.CallAsync(HttpMethod.Post, "/todos", new { label = "Buy milk" }, Chunked)).Status);
    }

    [Fact]
    public async Task A_body_just_below_the_limit_is_read() =>
        (await _client.CallAsync(HttpMethod.Post, "/todos", $$"""{"label":"{{new string('a', (1024 * 1024) - 100)}}"}""")).IsProblem(400, "validation_failed", "label");

    [Fact]
    public async Task An_address_or_a_method_that_is_not_served_is_told_so_to_browsers_too()
    {
        (await _client.FetchAsync("/nowhere", ("Accept", "text/html"))).IsProblem(404, "unknown_route");
        (await _client.CallAsync(HttpMethod.Delete, "/todos")).IsProblem(405, "method_not_allowed");
    }

    private static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new("application/json") } };

    private Task IsRefusedAsync(string body, string code, string? field) => IsRefusedAsync(Encoding.UTF8.GetBytes(body), code, field);

    private async Task IsRefusedAsync(byte[] body, string code, string? field)
    {
        var id = await _client.CreateTodoAsync();

        (await _client.CallAsync(HttpMethod.Post, "/todos", Json(body))).IsProblem(400, code, field);
        (await _client.CallAsync(HttpMethod.Put, $"/todos/{id}/label", Json(body))).IsProblem(400, code, field);

        Assert.Equal(1, (await _client.FetchAsync($"/todos/{id}/history")).Json.GetProperty("items").GetArrayLength());
    }
}
