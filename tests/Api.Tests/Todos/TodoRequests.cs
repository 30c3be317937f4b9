using CleanES.TestKit;

namespace CleanES.Api.Tests.Todos;

internal static class TodoRequests
{
    public static async Task<Guid> CreateTodoAsync(this HttpClient client, string label = "Buy milk", Guid? projectId = null) =>
        (await client.CallAsync(HttpMethod.Post, "/todos", new { label, projectId })).Json.GetProperty("id").GetGuid();
}
