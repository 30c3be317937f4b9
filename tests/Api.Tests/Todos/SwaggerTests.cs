using System.Text.Json;
using CleanES.Application.EventSourcing;
using CleanES.Domain.Todos;
using CleanES.TestKit;

namespace CleanES.Api.Tests.Todos;

public sealed class SwaggerTests(Service service) : IClassFixture<Service>
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task The_root_leads_to_the_page()
    {
        var page = await _client.GetAsync("/", []);

        Assert.Equal((200, "text/html"), (page.Status, page.MediaType));
        Assert.Contains("swagger-ui", page.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("get /health/live")]
    [InlineData("get /health/ready")]
    [InlineData("get /health/subscribers")]
    [InlineData("get /todos")]
    [InlineData("get /todos/{id}")]
    [InlineData("get /todos/{id}/history")]
    [InlineData("post /todos")]
    [InlineData("post /todos/{id}/complete")]
    [InlineData("post /todos/{id}/reopen")]
    [InlineData("put /todos/{id}/label")]
    [InlineData("delete /todos/{id}")]
    public async Task An_operation_is_described_with_its_answers_and_examples(string name)
    {
        var operation = (await OperationsAsync())[name];

        Assert.True(operation.TryGetProperty("summary", out _));
        foreach (var answer in operation.GetProperty("responses").EnumerateObject())
        {
            var type = answer.Name[0] == '2' ? "application/json" : "application/problem+json";
            Assert.True(answer.Value.GetProperty("content").GetProperty(type).TryGetProperty("example", out _), answer.Name);
        }
    }

    [Theory]
    [InlineData("post /todos", "201 400 422 503", "ETag Journal-Position Location", "")]
    [InlineData("get /todos", "200 400 503", "", "Min-Journal-Position")]
    [InlineData("get /todos/{id}", "200 400 404 503", "ETag", "")]
    [InlineData("get /todos/{id}/history", "200 400 404 503", "", "")]
    [InlineData("put /todos/{id}/label", "200 400 404 409 412 422 503", "ETag Journal-Position", "If-Match")]
    [InlineData("post /todos/{id}/complete", "200 400 404 409 412 422 503", "ETag Journal-Position", "If-Match")]
    [InlineData("post /todos/{id}/reopen", "200 400 404 409 412 422 503", "ETag Journal-Position", "If-Match")]
    [InlineData("delete /todos/{id}", "200 400 404 409 412 422 503", "ETag Journal-Position", "If-Match")]
    public async Task Statuses_and_headers_are_named(string name, string statuses, string answerHeaders, string requestHeaders)
    {
        var operation = (await OperationsAsync())[name];
        var answers = operation.GetProperty("responses").EnumerateObject().ToList();
        var parameters = operation.TryGetProperty("parameters", out var all) ? all.EnumerateArray().ToList() : [];

        Assert.Equal(statuses, string.Join(' ', answers.Select(answer => answer.Name)));
        Assert.Equal(answerHeaders, string.Join(' ', Names(answers[0].Value, "headers")));
        Assert.Equal(requestHeaders, string.Join(' ', parameters.Where(each => Text(each, "in") == "header").Select(each => Text(each, "name"))));
    }

    [Fact]
    public async Task Limits_are_told_in_words_and_in_the_schema()
    {
        var label = await LabelAsync();
        var pageSize = (await OperationsAsync())["get /todos"].GetProperty("parameters").EnumerateArray().Single(each => Text(each, "name") == "pageSize");
        var range = pageSize.GetProperty("schema");

        Assert.Equal((1, Todo.MaxLabelLength), (label.GetProperty("minLength").GetInt32(), label.GetProperty("maxLength").GetInt32()));
        Assert.Contains($" {Todo.MaxLabelLength} ", Text(label, "description"), StringComparison.Ordinal);
        Assert.Equal((1, Paging.MaxSize), (range.GetProperty("minimum").GetInt32(), range.GetProperty("maximum").GetInt32()));
        Assert.Contains($" {Paging.MaxSize}.", Text(pageSize, "description"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trying_it_out_works_with_the_examples()
    {
        var example = Text(await LabelAsync(), "example");

        Assert.Equal("Buy milk", example);
        Assert.Equal(201, (await _client.CallAsync(HttpMethod.Post, "/todos", new { label = example })).Status);
        Assert.Equal(200, (await _client.GetAsync("/todos?page=1&pageSize=20", [])).Status);
    }

    [Fact]
    public async Task Examples_of_answers_have_the_fields_of_real_answers()
    {
        var operations = await OperationsAsync();
        var id = await _client.CreateTodoAsync();

        foreach (var path in (string[])["/todos", "/todos/{id}", "/todos/{id}/history", "/health/live", "/health/ready", "/health/subscribers"])
        {
            var answer = operations[$"get {path}"].GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json");
            var real = (await _client.GetAsync(path.Replace("{id}", $"{id}", StringComparison.Ordinal), [])).Json;

            Assert.Equal(real.EnumerateObject().Select(field => field.Name), Names(answer, "example"));
        }
    }

    private static string? Text(JsonElement element, string field) => element.GetProperty(field).GetString();

    private static IEnumerable<string> Names(JsonElement element, string field) =>
        element.TryGetProperty(field, out var value) ? value.EnumerateObject().Select(inner => inner.Name) : [];

    private async Task<JsonElement> LabelAsync() =>
        (await DocumentAsync()).GetProperty("components").GetProperty("schemas").GetProperty("LabelBody").GetProperty("properties").GetProperty("label");

    private async Task<JsonElement> DocumentAsync() => (await _client.GetAsync("/swagger/v1/swagger.json", [])).Json;

    private async Task<Dictionary<string, JsonElement>> OperationsAsync() =>
        (await DocumentAsync()).GetProperty("paths").EnumerateObject()
        .SelectMany(path => path.Value.EnumerateObject().Select(operation => ($"{operation.Name} {path.Name}", operation.Value)))
        .ToDictionary();
}
