using System.Text.Json;
using CleanES.TestKit;

namespace CleanES.Api.Tests;

/// <summary>What Swagger tells of the service.</summary>
internal static class SwaggerDocument
{
    public static async Task<JsonElement> SwaggerAsync(this HttpClient client) => (await client.FetchAsync("/swagger/v1/swagger.json")).Json;

    /// <summary>Every operation by method and path: <c>get /health/live</c>.</summary>
    public static async Task<Dictionary<string, JsonElement>> OperationsAsync(this HttpClient client) =>
        (await client.SwaggerAsync()).GetProperty("paths").EnumerateObject()
        .SelectMany(path => path.Value.EnumerateObject().Select(operation => ($"{operation.Name} {path.Name}", operation.Value)))
        .ToDictionary();

    public static void IsDescribedWithExamples(this JsonElement operation)
    {
        Assert.True(operation.TryGetProperty("summary", out _));
        foreach (var answer in operation.GetProperty("responses").EnumerateObject())
        {
            var type = answer.Name[0] == '2' ? "application/json" : "application/problem+json";
            if (answer.Name is "202" or "204") continue;    // without a body

            Assert.True(answer.Value.GetProperty("content").GetProperty(type).TryGetProperty("example", out _), answer.Name);
        }
    }

    public static void Tells(this JsonElement operation, string statuses, string answerHeaders, string requestHeaders)
    {
        var answers = operation.GetProperty("responses").EnumerateObject().ToList();
        var parameters = operation.TryGetProperty("parameters", out var all) ? all.EnumerateArray().ToList() : [];

        Assert.Equal(statuses, string.Join(' ', answers.Select(answer => answer.Name)));
        Assert.Equal(answerHeaders, string.Join(' ', Names(answers[0].Value, "headers")));
        Assert.Equal(requestHeaders, string.Join(' ', parameters.Where(each => Text(each, "in") == "header").Select(each => Text(each, "name"))));
    }

    /// <summary>Its parameters of the query are these, and each has its own words; none is required.</summary>
    public static void DescribesQuery(this JsonElement operation, string names)
    {
        var parameters = operation.GetProperty("parameters").EnumerateArray().Where(each => Text(each, "in") == "query").ToList();

        Assert.Equal(names, string.Join(' ', parameters.Select(each => Text(each, "name"))));
        Assert.Equal(parameters.Count, parameters.Select(each => Text(each, "description")).Distinct().Count());
        Assert.DoesNotContain(parameters, each => each.TryGetProperty("required", out var required) && required.GetBoolean());
    }

    public static string? Text(JsonElement element, string field) => element.GetProperty(field).GetString();

    public static IEnumerable<string> Names(JsonElement element, string field) =>
        element.TryGetProperty(field, out var value) ? value.EnumerateObject().Select(inner => inner.Name) : [];
}
