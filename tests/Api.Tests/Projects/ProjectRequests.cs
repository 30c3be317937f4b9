using CleanES.TestKit;

namespace CleanES.Api.Tests.Projects;

internal static class ProjectRequests
{
    /// <summary>Under a name of its own, unless one is given.</summary>
    public static async Task<Guid> CreateProjectAsync(this HttpClient client, string? name = null) =>
        (await client.CallAsync(HttpMethod.Post, "/projects", new { name = name ?? UniqueName() })).Json.GetProperty("id").GetGuid();

    public static Task<Answer> RenameProjectAsync(this HttpClient client, Guid id, string name) =>
        client.CallAsync(HttpMethod.Put, $"/projects/{id}/name", new { name });

    public static Task<Answer> CloseProjectAsync(this HttpClient client, Guid id) => client.CallAsync(HttpMethod.Post, $"/projects/{id}/close");

    public static Task<Answer> DiscardProjectAsync(this HttpClient client, Guid id) => client.CallAsync(HttpMethod.Delete, $"/projects/{id}");

    public static string UniqueName() => $"Project {Guid.NewGuid():n}";
}
