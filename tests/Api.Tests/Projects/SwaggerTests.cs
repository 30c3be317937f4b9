using CleanES.Domain.Projects;
using CleanES.TestKit;
using static CleanES.Api.Tests.SwaggerDocument;

namespace CleanES.Api.Tests.Projects;

public sealed class SwaggerTests(Service service) : IClassFixture<Service>
{
    private readonly HttpClient _client = service.CreateClient();

    [Theory]
    [InlineData("post /projects", "201 400 409 413 422 503", "ETag Journal-Position Location", "")]
    [InlineData("get /projects/{id}", "200 400 404 503", "ETag", "")]
    [InlineData("get /projects/{id}/history", "200 400 404 503", "", "")]
    [InlineData("put /projects/{id}/name", "200 400 404 409 412 413 422 503", "ETag Journal-Position", "If-Match")]
    [InlineData("post /projects/{id}/close", "200 400 404 409 412 413 422 503", "ETag Journal-Position", "If-Match")]
    [InlineData("delete /projects/{id}", "200 400 404 409 412 413 422 503", "ETag Journal-Position", "If-Match")]
    public async Task An_operation_is_described_with_its_answers_headers_and_examples(
        string name, string statuses, string answerHeaders, string requestHeaders)
    {
        var operation = (await _client.OperationsAsync())[name];

        operation.IsDescribedWithExamples();
        operation.Tells(statuses, answerHeaders, requestHeaders);
    }

    [Theory]
    [InlineData("post /projects")]
    [InlineData("put /projects/{id}/name")]
    public async Task A_value_that_is_taken_is_described(string name)
    {
        var conflict = (await _client.OperationsAsync())[name].GetProperty("responses").GetProperty("409");

        Assert.Contains("`<aggregate>.<value>_taken`", Text(conflict, "description"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limit_of_a_name_is_told_and_its_example_works()
    {
        var name = (await _client.SwaggerAsync()).GetProperty("components").GetProperty("schemas").GetProperty("NameBody").GetProperty("properties").GetProperty("name");

        Assert.Equal((1, Project.MaxNameLength), (name.GetProperty("minLength").GetInt32(), name.GetProperty("maxLength").GetInt32()));
        Assert.Contains($" {Project.MaxNameLength} ", Text(name, "description"), StringComparison.Ordinal);
        Assert.Equal(201, (await _client.CallAsync(HttpMethod.Post, "/projects", new { name = Text(name, "example") })).Status);
    }

    [Theory]
    [InlineData("get /projects/{id}", "version at")]
    [InlineData("get /projects/{id}/history", "after until limit descending")]
    public async Task What_may_be_asked_for_is_described(string name, string parameters) => (await _client.OperationsAsync())[name].DescribesQuery(parameters);

    [Fact]
    public async Task Examples_of_answers_have_the_fields_of_real_answers()
    {
        var operations = await _client.OperationsAsync();
        var id = await _client.CreateProjectAsync();

        foreach (var path in (string[])["/projects/{id}", "/projects/{id}/history"])
        {
            var answer = operations[$"get {path}"].GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json");
            var real = (await _client.FetchAsync(path.Replace("{id}", $"{id}", StringComparison.Ordinal))).Json;

            Assert.Equal(real.EnumerateObject().Select(field => field.Name), Names(answer, "example"));
        }
    }
}
