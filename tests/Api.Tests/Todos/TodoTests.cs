using CleanES.TestKit;

namespace CleanES.Api.Tests.Todos;

public sealed class TodoTests(Service service) : IClassFixture<Service>
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task Creating_answers_with_id_version_position_and_where_to_read_it()
    {
        var created = await _client.CallAsync(HttpMethod.Post, "/todos", new { label = "Buy milk" });

        var id = created.Json.GetProperty("id").GetGuid();
        Assert.Equal(201, created.Status);
        Assert.Equal($$"""{"id":"{{id}}","version":0}""", created.Body);
        Assert.Equal($"/todos/{id}", created.Headers["Location"]);
        Assert.Equal("\"0\"", created.Headers["ETag"]);
        Assert.True(long.Parse(created.Headers["Journal-Position"], provider: null) > 0);
        Assert.Equal(200, (await _client.FetchAsync(created.Headers["Location"])).Status);
    }

    [Fact]
    public async Task A_todo_is_read_as_it_is_now()
    {
        var id = await _client.CreateTodoAsync("Käse \"kaufen\" 🧀");

        var read = await _client.FetchAsync($"/todos/{id}");

        Assert.Equal((200, "\"0\""), (read.Status, read.Headers["ETag"]));
        Assert.Equal(["id", "label", "done", "version"], read.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal("Käse \"kaufen\" 🧀", read.Json.GetProperty("label").GetString());
        Assert.False(read.Json.GetProperty("done").GetBoolean());
    }

    [Fact]
    public async Task Every_change_answers_with_version_and_position()
    {
        var id = await _client.CreateTodoAsync();
        (HttpMethod, string, object?)[] changes =
        [
            (HttpMethod.Put, $"/todos/{id}/label", new { label = "Buy bread" }),
            (HttpMethod.Post, $"/todos/{id}/complete", null),
            (HttpMethod.Post, $"/todos/{id}/reopen", null),
            (HttpMethod.Delete, $"/todos/{id}", null),
        ];

        var (version, position) = (0, 0L);
        foreach (var (method, path, body) in changes)
        {
            var changed = await _client.CallAsync(method, path, body);

            version++;
            Assert.Equal((200, $$"""{"id":"{{id}}","version":{{version}}}"""), (changed.Status, changed.Body));
            Assert.Equal($"\"{version}\"", changed.Headers["ETag"]);
            Assert.True(long.Parse(changed.Headers["Journal-Position"], provider: null) > position);
            position = long.Parse(changed.Headers["Journal-Position"], provider: null);
        }
    }

    [Fact]
    public async Task A_change_that_changes_nothing_answers_with_the_current_version()
    {
        var id = await _client.CreateTodoAsync();
        var first = await _client.CallAsync(HttpMethod.Post, $"/todos/{id}/complete");

        var second = await _client.CallAsync(HttpMethod.Post, $"/todos/{id}/complete");

        Assert.Equal((200, first.Body, first.Headers["ETag"]), (second.Status, second.Body, second.Headers["ETag"]));
        Assert.Equal(first.Headers["Journal-Position"], second.Headers["Journal-Position"]);
    }

    [Fact]
    public async Task A_broken_rule_is_told_with_its_own_code()
    {
        var id = await _client.CreateTodoAsync();
        await _client.CallAsync(HttpMethod.Post, $"/todos/{id}/complete");

        var refused = await _client.CallAsync(HttpMethod.Put, $"/todos/{id}/label", new { label = "Buy bread" });

        refused.IsProblem(422, "todo.already_done");
        Assert.Contains("Reopen it", refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_todo_is_not_found()
    {
        var id = Guid.CreateVersion7();

        (await _client.FetchAsync($"/todos/{id}")).IsProblem(404, "not_found");
        (await _client.FetchAsync($"/todos/{id}/history")).IsProblem(404, "not_found");
        (await _client.CallAsync(HttpMethod.Put, $"/todos/{id}/label", new { label = "Buy bread" })).IsProblem(404, "not_found");
        (await _client.CallAsync(HttpMethod.Delete, $"/todos/{id}")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task A_discarded_todo_is_not_found_but_its_history_is()
    {
        var id = await _client.CreateTodoAsync();
        await _client.CallAsync(HttpMethod.Delete, $"/todos/{id}");

        (await _client.FetchAsync($"/todos/{id}")).IsProblem(404, "not_found");
        (await _client.CallAsync(HttpMethod.Post, $"/todos/{id}/complete")).IsProblem(404, "not_found");
        Assert.Equal(2, (await _client.FetchAsync($"/todos/{id}/history")).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task The_history_shows_the_journal_s_rows_as_they_are()
    {
        var id = await _client.CreateTodoAsync("Buy milk");
        await _client.CallAsync(HttpMethod.Post, $"/todos/{id}/complete");

        var items = (await _client.FetchAsync($"/todos/{id}/history")).Json.GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(["todo_created", "todo_completed"], items.Select(item => item.GetProperty("event_type").GetString()));
        Assert.Equal([0, 1], items.Select(item => item.GetProperty("aggregate_version").GetInt64()));
        Assert.Equal(
            [
                "position", "event_id", "event_type", "event_version", "event_data", "aggregate_type", "aggregate_id", "aggregate_version", "create_date",
                "metadata",
            ],
            items[0].EnumerateObject().Select(field => field.Name));
        Assert.Equal("""{"label":"Buy milk"}""", items[0].GetProperty("event_data").GetRawText());
        Assert.Equal(("todo", id), (items[0].GetProperty("aggregate_type").GetString(), items[0].GetProperty("aggregate_id").GetGuid()));
        Assert.Equal(1, items[0].GetProperty("event_version").GetInt32());
        Assert.Equal(System.Text.Json.JsonValueKind.Object, items[0].GetProperty("metadata").ValueKind);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", items[0].GetProperty("create_date").GetString()!);
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-7", items[0].GetProperty("event_id").GetString()!);
    }

    [Fact]
    public async Task Every_subscriber_is_shown_with_its_checkpoint()
    {
        var created = await _client.CallAsync(HttpMethod.Post, "/todos", new { label = "Buy milk" });
        await _client.FetchAsync("/todos", ("Min-Journal-Position", created.Headers["Journal-Position"]));

        var answer = await _client.FetchAsync("/health/subscribers");

        Assert.Equal((200, "healthy"), (answer.Status, answer.Json.GetProperty("status").GetString()));
        var list = answer.Json.GetProperty("subscribers").EnumerateArray().Single(subscriber => subscriber.GetProperty("name").GetString() == "todo-list");
        Assert.Equal(("projection", "running"), (list.GetProperty("kind").GetString(), list.GetProperty("state").GetString()));
        Assert.True(list.GetProperty("position").GetInt64() > 0);
    }
}
