using CleanES.TestKit;

namespace CleanES.Api.Tests.Todos;

internal static class TodoRequests
{
    public static async Task<Guid> CreateTodoAsync(this HttpClient client, string label = "Buy milk") =>
        (await client.CallAsync(HttpMethod.Post, "/todos", new { label })).Json.GetProperty("id").GetGuid();
}
