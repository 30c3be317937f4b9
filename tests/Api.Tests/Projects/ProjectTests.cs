using CleanES.TestKit;

namespace CleanES.Api.Tests.Projects;

public sealed class ProjectTests(Service service) : IClassFixture<Service>
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task Creating_answers_with_id_version_position_and_where_to_read_it()
    {
        var name = ProjectRequests.UniqueName();
        var created = await _client.CallAsync(HttpMethod.Post, "/projects", new { name });

        var id = created.Json.GetProperty("id").GetGuid();
        Assert.Equal((201, $$"""{"id":"{{id}}","version":0}"""), (created.Status, created.Body));
        Assert.Equal($"/projects/{id}", created.Headers["Location"]);
        Assert.True(created.Position > 0);
        Assert.Equal($$"""{"id":"{{id}}","name":"{{name}}","closed":false,"version":0}""", (await _client.FetchAsync(created.Headers["Location"])).Body);
    }

    [Fact]
    public async Task A_project_is_renamed_closed_and_discarded()
    {
        var id = await _client.CreateProjectAsync();
        var name = ProjectRequests.UniqueName();

        var renamed = await _client.RenameProjectAsync(id, name);
        var closed = await _client.CloseProjectAsync(id);
        var read = await _client.FetchAsync($"/projects/{id}");
        var discarded = await _client.DiscardProjectAsync(id);

        Assert.Equal([1, 2, 3], ((Answer[])[renamed, closed, discarded]).Select(changed => changed.Json.GetProperty("version").GetInt64()));
        Assert.Equal(($$"""{"id":"{{id}}","name":"{{name}}","closed":true,"version":2}""", "\"2\""), (read.Body, read.Headers["ETag"]));
        (await _client.FetchAsync($"/projects/{id}")).IsProblem(404, "not_found");
        var history = (await _client.FetchAsync($"/projects/{id}/history")).Json.GetProperty("items").EnumerateArray();
        Assert.Equal(
            ["project_created", "project_renamed", "project_closed", "project_discarded"],
            history.Select(stored => stored.GetProperty("event_type").GetString()));
    }

    [Fact]
    public async Task What_changes_nothing_answers_with_the_current_version()
    {
        var name = ProjectRequests.UniqueName();
        var id = await _client.CreateProjectAsync(name);

        var renamed = await _client.RenameProjectAsync(id, name);
        var closed = await _client.CloseProjectAsync(id);
        var again = await _client.CloseProjectAsync(id);

        Assert.Equal((200, 0), (renamed.Status, renamed.Json.GetProperty("version").GetInt64()));
        Assert.Equal((200, closed.Body, closed.Position), (again.Status, again.Body, again.Position));
    }

    [Fact]
    public async Task A_broken_rule_is_told_with_its_own_code()
    {
        var id = await _client.CreateProjectAsync();

        (await _client.DiscardProjectAsync(id)).IsProblem(422, "project.still_open");
        await _client.CloseProjectAsync(id);
        (await _client.RenameProjectAsync(id, ProjectRequests.UniqueName())).IsProblem(422, "project.closed");
    }

    [Fact]
    public async Task A_name_in_any_case_belongs_to_one_project()
    {
        var name = ProjectRequests.UniqueName();
        await _client.CreateProjectAsync(name);
        var other = await _client.CreateProjectAsync();

        (await _client.CallAsync(HttpMethod.Post, "/projects", new { name = name.ToUpperInvariant() })).IsProblem(409, "project.name_taken");
        (await _client.CallAsync(HttpMethod.Post, "/projects", new { name = $" {name} " })).IsProblem(409, "project.name_taken");
        (await _client.RenameProjectAsync(other, name.ToUpperInvariant())).IsProblem(409, "project.name_taken");
        Assert.Equal("\"0\"", (await _client.FetchAsync($"/projects/{other}")).Headers["ETag"]);
    }

    [Fact]
    public async Task A_project_may_change_the_case_of_its_own_name()
    {
        var name = ProjectRequests.UniqueName();
        var id = await _client.CreateProjectAsync(name);

        Assert.Equal(200, (await _client.RenameProjectAsync(id, name.ToUpperInvariant())).Status);
    }

    [Fact]
    public async Task A_name_is_free_again_after_a_renaming_and_after_a_discarding_but_not_after_a_closing()
    {
        var (first, second) = (ProjectRequests.UniqueName(), ProjectRequests.UniqueName());
        var id = await _client.CreateProjectAsync(first);
        await _client.RenameProjectAsync(id, second);
        await _client.CloseProjectAsync(id);

        Assert.Equal(201, (await _client.CallAsync(HttpMethod.Post, "/projects", new { name = first })).Status);
        (await _client.CallAsync(HttpMethod.Post, "/projects", new { name = second })).IsProblem(409, "project.name_taken");
        await _client.DiscardProjectAsync(id);
        Assert.Equal(201, (await _client.CallAsync(HttpMethod.Post, "/projects", new { name = second })).Status);
    }

    [Fact]
    public async Task An_unknown_project_is_not_found()
    {
        var id = Guid.CreateVersion7();

        (await _client.FetchAsync($"/projects/{id}")).IsProblem(404, "not_found");
        (await _client.FetchAsync($"/projects/{id}/history")).IsProblem(404, "not_found");
        (await _client.RenameProjectAsync(id, "Move house")).IsProblem(404, "not_found");
        (await _client.CloseProjectAsync(id)).IsProblem(404, "not_found");
        (await _client.DiscardProjectAsync(id)).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task Another_version_than_demanded_is_refused()
    {
        var id = await _client.CreateProjectAsync();
        (HttpMethod, string, object?)[] changes =
        [
            (HttpMethod.Put, $"/projects/{id}/name", new { name = ProjectRequests.UniqueName() }),
            (HttpMethod.Post, $"/projects/{id}/close", null),
            (HttpMethod.Delete, $"/projects/{id}", null),
        ];

        foreach (var (method, path, body) in changes)
            (await _client.CallAsync(method, path, body, ("If-Match", "\"7\""))).IsProblem(412, "version_mismatch");

        Assert.Equal(200, (await _client.CallAsync(HttpMethod.Post, $"/projects/{id}/close", null, ("If-Match", "\"0\""))).Status);
    }

    [Theory]
    [InlineData("{}", "validation_failed")]
    [InlineData("""{"name":null}""", "validation_failed")]
    [InlineData("""{"name":"  "}""", "validation_failed")]
    [InlineData("""{"name":"two\nlines"}""", "validation_failed")]
    [InlineData("""{"name":7}""", "invalid_request")]
    public async Task What_is_no_name_is_refused(string body, string code)
    {
        var id = await _client.CreateProjectAsync();

        (await _client.CallAsync(HttpMethod.Post, "/projects", body)).IsProblem(400, code, errorsIn: "name");
        (await _client.CallAsync(HttpMethod.Put, $"/projects/{id}/name", body)).IsProblem(400, code, errorsIn: "name");
    }

    [Fact]
    public async Task An_id_that_is_no_UUID_is_refused() => (await _client.FetchAsync("/projects/no-uuid")).IsProblem(400, "invalid_request", errorsIn: "id");
}
