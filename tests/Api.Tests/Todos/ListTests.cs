using System.Text.Json;
using CleanES.Application.EventSourcing;
using CleanES.TestKit;

namespace CleanES.Api.Tests.Todos;

public sealed class ListTests(Service service) : IClassFixture<Service>
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task A_caller_reads_its_own_writes()
    {
        var label = Unique();
        var created = await _client.CallAsync(HttpMethod.Post, "/todos", new { label });
        var id = created.Json.GetProperty("id").GetGuid();

        var list = await ListAsync($"?search={label}", created);

        Assert.Equal($$"""{"items":[{"id":"{{id}}","label":"{{label}}","done":false}],"page":1,"pageSize":20,"total":1}""", list.Body);

        var completed = await _client.CallAsync(HttpMethod.Post, $"/todos/{id}/complete");
        Assert.True(Items(await ListAsync($"?search={label}", completed))[0].GetProperty("done").GetBoolean());

        var discarded = await _client.CallAsync(HttpMethod.Delete, $"/todos/{id}");
        Assert.Empty(Items(await ListAsync($"?search={label}", discarded)));
    }

    [Fact]
    public async Task A_list_is_filtered_by_done_and_by_search_in_any_case()
    {
        var label = Unique();
        var done = await _client.CreateTodoAsync($"{label} Done");
        await _client.CreateTodoAsync($"{label} Open");
        var last = await _client.CallAsync(HttpMethod.Post, $"/todos/{done}/complete");

        Assert.Equal([$"{label} Done"], Labels(await ListAsync($"?search={label}&done=true", last)));
        Assert.Equal([$"{label} Open"], Labels(await ListAsync($"?search={label}&done=false", last)));
        Assert.Equal([$"{label} Done", $"{label} Open"], Labels(await ListAsync($"?search={label.ToUpperInvariant()}", last)));
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("'")]
    [InlineData("\\")]
    public async Task A_search_takes_every_character_as_it_is(string character)
    {
        var label = $"{Unique()}{character}";
        await _client.CreateTodoAsync(Unique());
        var last = await _client.CallAsync(HttpMethod.Post, "/todos", new { label });

        Assert.Equal([label], Labels(await ListAsync($"?search={Uri.EscapeDataString(label)}", last)));
        Assert.All(
            Labels(await ListAsync($"?search={Uri.EscapeDataString(character)}", last)), found => Assert.Contains(character, found!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_follow_each_other_in_the_order_of_creation()
    {
        var label = Unique();
        Answer? last = null;
        for (var number = 1; number <= 5; number++) last = await _client.CallAsync(HttpMethod.Post, "/todos", new { label = $"{label} {number}" });

        var second = await ListAsync($"?search={label}&page=2&pageSize=2", last!);
        var third = await ListAsync($"?search={label}&page=3&pageSize=2", last!);
        var fourth = await ListAsync($"?search={label}&page=4&pageSize=2", last!);

        Assert.Equal([$"{label} 3", $"{label} 4"], Labels(second));
        Assert.Equal([$"{label} 5"], Labels(third));
        Assert.Empty(Labels(fourth));
        Assert.Equal([2, 2, 5], ((string[])["page", "pageSize", "total"]).Select(field => second.Json.GetProperty(field).GetInt32()));
    }

    [Theory]
    [InlineData("pageSize", "0")]
    [InlineData("pageSize", "-1")]
    [InlineData("pageSize", "101")]
    [InlineData("pageSize", "1000000000")]
    [InlineData("page", "0")]
    [InlineData("page", "-1")]
    [InlineData("page", "2147483647")]
    public async Task A_page_out_of_range_is_refused(string field, string value) =>
        (await _client.FetchAsync($"/todos?{field}={value}")).IsProblem(400, "validation_failed", errorsIn: field);

    [Theory]
    [InlineData("pageSize", "many")]
    [InlineData("page", "99999999999999999999")]
    [InlineData("page", "1&page=2")]
    [InlineData("done", "maybe")]
    public async Task A_value_of_a_wrong_type_is_refused(string field, string value) =>
        (await _client.FetchAsync($"/todos?{field}={value}")).IsProblem(400, "invalid_request", errorsIn: field);

    [Theory]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("\"1\"")]
    [InlineData("99999999999999999999")]
    public async Task What_is_no_position_is_refused(string position) =>
        (await _client.FetchAsync("/todos", ("Min-Journal-Position", position))).IsProblem(400, "invalid_request", errorsIn: "Min-Journal-Position");

    [Fact]
    public async Task A_position_beyond_the_journal_is_refused() =>
        (await _client.FetchAsync("/todos", ("Min-Journal-Position", $"{long.MaxValue}"))).IsProblem(400, "position_ahead");

    [Fact]
    public async Task Position_zero_waits_for_nothing() => Assert.Equal(200, (await _client.FetchAsync("/todos", ("Min-Journal-Position", "0"))).Status);

    private Task<Answer> ListAsync(string query, Answer after) =>
        _client.FetchAsync($"/todos{query}", ("Min-Journal-Position", after.Headers["Journal-Position"]));

    private static List<JsonElement> Items(Answer list) => [.. list.Json.GetProperty("items").EnumerateArray()];

    private static IEnumerable<string?> Labels(Answer list) => Items(list).Select(item => item.GetProperty("label").GetString());

    private static string Unique() => $"n{Guid.NewGuid():n}";

    [Fact]
    public async Task Empty_query_values_are_none()
    {
        await _client.CreateTodoAsync();

        var all = await _client.FetchAsync("/todos?done=&search=&page=&pageSize=");

        Assert.Equal((200, 1, Paging.DefaultSize), (all.Status, all.Json.GetProperty("page").GetInt32(), all.Json.GetProperty("pageSize").GetInt32()));
        Assert.True(all.Json.GetProperty("total").GetInt64() > 0);
    }

    [Fact]
    public async Task A_read_model_that_cannot_be_made_leaves_commands_alone()
    {
        using var broken = new Service();
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(broken.JournalFile)!, "readmodels"), "a file where a folder should be");
        var client = broken.CreateClient();

        var id = await client.CreateTodoAsync();

        Assert.Equal(200, (await client.FetchAsync($"/todos/{id}")).Status);
        (await client.FetchAsync("/todos")).IsProblem(503, "read_model_unavailable");
    }
}
