using System.Text.Json;
using CleanES.TestKit;

namespace CleanES.Api.Tests.Projects;

public sealed class LookingBackTests(Service service) : IClassFixture<Service>
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task A_discarded_project_is_shown_as_it_was_at_each_version_and_time()
    {
        var (first, second) = (ProjectRequests.UniqueName(), ProjectRequests.UniqueName());
        var id = await _client.CreateProjectAsync(first);
        await _client.RenameProjectAsync(id, second);
        await _client.CloseProjectAsync(id);
        await _client.DiscardProjectAsync(id);
        var dates = (await HistoryAsync(id, "")).Select(stored => stored.GetProperty("create_date").GetString()).ToList();

        for (var version = 0; version <= 2; version++)
        {
            var state = $$"""{"id":"{{id}}","name":"{{(version == 0 ? first : second)}}","closed":{{(version == 2 ? "true" : "false")}},"version":{{version}}}""";
            foreach (var query in (string[])[$"version={version}", $"at={dates[version]}"])
            {
                var read = await _client.FetchAsync($"/projects/{id}?{query}");
                Assert.Equal((200, state, $"\"{version}\""), (read.Status, read.Body, read.Headers["ETag"]));
            }
        }

        foreach (var query in (string[])["", "?version=3", "?version=4", $"?at={dates[3]}", "?at=2001-01-01T00:00:00Z"])
            (await _client.FetchAsync($"/projects/{id}{query}")).IsProblem(404, "not_found");
    }

    [Theory]
    [InlineData("version=-1", "validation_failed", "version")]
    [InlineData("version=1&at=2025-07-15T09:30:00Z", "validation_failed", "at")]
    [InlineData("at=15.7.2025", "invalid_request", "at")]
    public async Task What_cannot_be_meant_is_refused(string query, string code, string field) =>
        (await _client.FetchAsync($"/projects/{await _client.CreateProjectAsync()}?{query}")).IsProblem(400, code, errorsIn: field);

    [Fact]
    public async Task A_part_of_the_history_is_told()
    {
        var id = await _client.CreateProjectAsync();
        await _client.RenameProjectAsync(id, ProjectRequests.UniqueName());
        await _client.CloseProjectAsync(id);

        Assert.Equal(["project_closed", "project_renamed"], await TypesAsync("?descending=true&limit=2"));
        Assert.Equal(["project_renamed"], await TypesAsync("?after=0&until=1"));
        (await _client.FetchAsync($"/projects/{id}/history?limit=0")).IsProblem(400, "validation_failed", errorsIn: "limit");
        (await _client.FetchAsync($"/projects/{id}/history?after=-1&until=-1")).IsProblem(400, "validation_failed", errorsIn: "until");
        (await _client.FetchAsync($"/projects/{Guid.CreateVersion7()}/history?limit=1")).IsProblem(404, "not_found");

        async Task<IEnumerable<string?>> TypesAsync(string query) => (await HistoryAsync(id, query)).Select(stored => stored.GetProperty("event_type").GetString());
    }

    private async Task<List<JsonElement>> HistoryAsync(Guid id, string query) =>
        [.. (await _client.FetchAsync($"/projects/{id}/history{query}")).Json.GetProperty("items").EnumerateArray()];
}
