using System.Text.Json;
using CleanES.Api.Tests.Projects;
using CleanES.TestKit;

namespace CleanES.Api.Tests.Todos;

public sealed class ProjectListTests(Service service) : IClassFixture<Service>
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task A_project_is_listed_with_its_name_and_how_many_of_its_todos_are_open_and_done()
    {
        var name = ProjectRequests.UniqueName();
        var id = await _client.CreateProjectAsync();
        await _client.CreateTodoAsync("of no project");
        await _client.CreateTodoAsync("Pack books", id);
        var discarded = await _client.CreateTodoAsync("Pack cups", id);
        await _client.CallAsync(HttpMethod.Delete, $"/todos/{discarded}");
        var done = await _client.CreateTodoAsync("Call the movers", id);
        await _client.CallAsync(HttpMethod.Post, $"/todos/{done}/complete");
        var renamed = await _client.RenameProjectAsync(id, name);

        Assert.Equal($$"""{"id":"{{id}}","name":"{{name}}","closed":false,"open":1,"done":1}""", (await EntryAsync(id, renamed))?.GetRawText());

        var reopened = await _client.CallAsync(HttpMethod.Post, $"/todos/{done}/reopen");
        Assert.Equal((2, 0), Counts(await EntryAsync(id, reopened)));
    }

    [Fact]
    public async Task A_closed_project_stays_in_the_list_and_its_open_todos_do_not_count()
    {
        var id = await _client.CreateProjectAsync();
        var open = await _client.CreateTodoAsync("Pack books", id);
        var done = await _client.CreateTodoAsync("Call the movers", id);
        await _client.CallAsync(HttpMethod.Post, $"/todos/{done}/complete");
        await _client.CloseProjectAsync(id);
        await service.Settled();

        var after = await _client.CallAsync(HttpMethod.Post, "/todos", new { label = "later than the discarding" });
        var entry = await EntryAsync(id, after);

        Assert.Equal((0, 1), Counts(entry));
        Assert.True(entry?.GetProperty("closed").GetBoolean());
    }

    [Fact]
    public async Task A_discarded_project_leaves_the_list_and_what_happens_to_its_todos_later_does_no_harm()
    {
        var id = await _client.CreateProjectAsync();
        var done = await _client.CreateTodoAsync("Call the movers", id);
        await _client.CallAsync(HttpMethod.Post, $"/todos/{done}/complete");
        await _client.CloseProjectAsync(id);

        Assert.Null(await EntryAsync(id, await _client.DiscardProjectAsync(id)));
        Assert.Null(await EntryAsync(id, await _client.CallAsync(HttpMethod.Delete, $"/todos/{done}")));
        Assert.Equal("healthy", (await _client.FetchAsync("/health/subscribers")).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Pages_follow_each_other_in_the_order_of_creation()
    {
        await _client.CreateProjectAsync();
        await _client.CreateProjectAsync();
        var last = await _client.CallAsync(HttpMethod.Post, "/projects", new { name = ProjectRequests.UniqueName() });

        var all = await ListAsync("?pageSize=100", last);
        var (total, ids) = (all.Json.GetProperty("total").GetInt32(), Items(all).ConvertAll(IdOf));
        var page = await ListAsync($"?page={total - 1}&pageSize=1", last);

        Assert.Equal((total, last.Json.GetProperty("id").GetGuid()), (ids.Count, ids[^1]));
        Assert.Equal([ids[^2]], Items(page).ConvertAll(IdOf));
        Assert.Equal([total - 1, 1, total], ((string[])["page", "pageSize", "total"]).Select(field => page.Json.GetProperty(field).GetInt32()));
    }

    [Theory]
    [InlineData("pageSize=101", "validation_failed", "pageSize")]
    [InlineData("page=0", "validation_failed", "page")]
    [InlineData("page=first", "invalid_request", "page")]
    public async Task A_page_that_is_none_is_refused(string query, string code, string field) =>
        (await _client.FetchAsync($"/projects?{query}")).IsProblem(400, code, errorsIn: field);

    [Fact]
    public async Task A_position_beyond_the_journal_is_refused() =>
        (await _client.FetchAsync("/projects", ("Min-Journal-Position", $"{long.MaxValue}"))).IsProblem(400, "position_ahead");

    private Task<Answer> ListAsync(string query, Answer after) => _client.FetchAsync($"/projects{query}", ("Min-Journal-Position", $"{after.Position}"));

    private async Task<JsonElement?> EntryAsync(Guid id, Answer after) =>
        Items(await ListAsync("?pageSize=100", after)).Where(project => IdOf(project) == id).Select(JsonElement? (project) => project).SingleOrDefault();

    private static List<JsonElement> Items(Answer list) => [.. list.Json.GetProperty("items").EnumerateArray()];

    private static Guid IdOf(JsonElement project) => project.GetProperty("id").GetGuid();

    private static (int Open, int Done)? Counts(JsonElement? entry) =>
        entry is { } project ? (project.GetProperty("open").GetInt32(), project.GetProperty("done").GetInt32()) : null;
}
