using System.Text.Json;
using CleanES.Application.EventSourcing;
using CleanES.Domain.Todos;
using CleanES.TestKit;
using static CleanES.Api.Tests.SwaggerDocument;

namespace CleanES.Api.Tests.Todos;

public sealed class SwaggerTests(Service service) : IClassFixture<Service>
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task The_root_leads_to_the_page()
    {
        var page = await _client.FetchAsync("/");

        Assert.Equal((200, "text/html"), (page.Status, page.MediaType));
        Assert.Contains("swagger-ui", page.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("get /health/live")]
    [InlineData("get /health/ready")]
    [InlineData("get /health/subscribers")]
    [InlineData("get /projects")]
    [InlineData("get /todos")]
    [InlineData("get /todos/{id}")]
    [InlineData("get /todos/{id}/history")]
    [InlineData("post /todos")]
    [InlineData("post /todos/{id}/complete")]
    [InlineData("post /todos/{id}/reopen")]
    [InlineData("put /todos/{id}/label")]
    [InlineData("delete /todos/{id}")]
    public async Task An_operation_is_described_with_its_answers_and_examples(string name) =>
        (await _client.OperationsAsync())[name].IsDescribedWithExamples();

    [Theory]
    [InlineData("get /projects", "200 400 503", "Read-Model-Parked", "Min-Journal-Position")]
    [InlineData("post /todos", "201 400 409 413 422 503", "ETag Journal-Position Location", "")]
    [InlineData("get /todos", "200 400 503", "Read-Model-Parked", "Min-Journal-Position")]
    [InlineData("get /todos/{id}", "200 400 404 503", "ETag", "")]
    [InlineData("get /todos/{id}/history", "200 400 404 503", "", "")]
    [InlineData("put /todos/{id}/label", "200 400 404 409 412 413 422 503", "ETag Journal-Position", "If-Match")]
    [InlineData("post /todos/{id}/complete", "200 400 404 409 412 413 422 503", "ETag Journal-Position", "If-Match")]
    [InlineData("post /todos/{id}/reopen", "200 400 404 409 412 413 422 503", "ETag Journal-Position", "If-Match")]
    [InlineData("delete /todos/{id}", "200 400 404 409 412 413 422 503", "ETag Journal-Position", "If-Match")]
    public async Task Statuses_and_headers_are_named(string name, string statuses, string answerHeaders, string requestHeaders) =>
        (await _client.OperationsAsync())[name].Tells(statuses, answerHeaders, requestHeaders);

    [Fact]
    public async Task Limits_are_told_in_words_and_in_the_schema()
    {
        var label = await PropertyAsync("LabelBody", "label");
        var pageSize = (await _client.OperationsAsync())["get /todos"].GetProperty("parameters").EnumerateArray().Single(each => Text(each, "name") == "pageSize");
        var range = pageSize.GetProperty("schema");

        Assert.Equal((1, Todo.MaxLabelLength), (label.GetProperty("minLength").GetInt32(), label.GetProperty("maxLength").GetInt32()));
        Assert.Contains($" {Todo.MaxLabelLength} ", Text(label, "description"), StringComparison.Ordinal);
        Assert.Equal((1, Paging.MaxSize), (range.GetProperty("minimum").GetInt32(), range.GetProperty("maximum").GetInt32()));
        Assert.Contains($" {Paging.MaxSize}.", Text(pageSize, "description"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trying_it_out_works_with_the_examples()
    {
        var example = Text(await PropertyAsync("LabelBody", "label"), "example");

        Assert.Equal("Buy milk", example);
        Assert.Equal(JsonValueKind.Null, (await PropertyAsync("NewTodoBody", "projectId")).GetProperty("example").ValueKind);
        Assert.Equal(201, (await _client.CallAsync(HttpMethod.Post, "/todos", new { label = example, projectId = (string?)null })).Status);
        Assert.Equal(200, (await _client.FetchAsync("/todos?page=1&pageSize=20")).Status);
    }

    [Theory]
    [InlineData("get /todos/{id}", "version at")]
    [InlineData("get /todos/{id}/history", "after until limit descending")]
    public async Task What_may_be_asked_for_is_described(string name, string parameters) => (await _client.OperationsAsync())[name].DescribesQuery(parameters);

    [Fact]
    public async Task Examples_of_answers_have_the_fields_of_real_answers()
    {
        var operations = await _client.OperationsAsync();
        var id = await _client.CreateTodoAsync();

        foreach (var path in (string[])["/projects", "/todos", "/todos/{id}", "/todos/{id}/history", "/health/live", "/health/ready", "/health/subscribers"])
        {
            var answer = operations[$"get {path}"].GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json");
            var real = (await _client.FetchAsync(path.Replace("{id}", $"{id}", StringComparison.Ordinal))).Json;

            Assert.Equal(real.EnumerateObject().Select(field => field.Name), Names(answer, "example"));
        }
    }

    private async Task<JsonElement> PropertyAsync(string schema, string property) =>
        (await _client.SwaggerAsync()).GetProperty("components").GetProperty("schemas").GetProperty(schema).GetProperty("properties").GetProperty(property);
}
