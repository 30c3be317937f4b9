using System.Globalization;
using CleanES.TestKit;

namespace CleanES.Api.Tests.Todos;

public sealed class LookingBackTests(Service service) : IClassFixture<Service>
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task Every_version_is_shown_as_it_was_with_its_ETag()
    {
        var id = await ChangedTodoAsync();

        for (var version = 0; version <= 3; version++)
        {
            var read = await _client.FetchAsync($"/todos/{id}?version={version}");

            Assert.Equal((200, $"\"{version}\"", StateAt(id, version)), (read.Status, read.Headers["ETag"], read.Body));
        }
    }

    [Fact]
    public async Task At_a_time_it_is_shown_with_all_that_had_happened_by_then_to_the_microsecond()
    {
        var id = await ChangedTodoAsync();
        var dates = await DatesAsync(id);

        for (var version = 0; version <= 3; version++)
        {
            var read = await _client.FetchAsync($"/todos/{id}?at={Text(dates[version])}");
            Assert.Equal((200, $"\"{version}\"", StateAt(id, version)), (read.Status, read.Headers["ETag"], read.Body));

            var before = await _client.FetchAsync($"/todos/{id}?at={Text(dates[version].AddMicroseconds(-1))}");
            if (version > 0) Assert.Equal((200, StateAt(id, version - 1)), (before.Status, before.Body));
            else before.IsProblem(404, "not_found");
        }
    }

    [Fact]
    public async Task A_time_to_come_and_a_value_that_is_left_empty_show_it_as_it_is_now()
    {
        var id = await ChangedTodoAsync();

        foreach (var query in (string[])["", "?at=2999-12-31T23:59:59Z", "?version=&at="])
        {
            var read = await _client.FetchAsync($"/todos/{id}{query}");
            Assert.Equal((200, "\"3\"", StateAt(id, 3)), (read.Status, read.Headers["ETag"], read.Body));
        }
    }

    [Fact]
    public async Task A_time_has_an_offset_or_is_UTC()
    {
        var id = await ChangedTodoAsync();
        var created = (await DatesAsync(id))[0];
        var utc = created.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        var there = created.AddHours(2).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

        foreach (var at in (string[])[utc, $"{utc}Z", $"{utc}0Z", $"{there}%2B02:00", $"{created.AddHours(-9):yyyy-MM-dd'T'HH:mm:ss.ffffff}-09:00"])
            Assert.Equal(StateAt(id, 0), (await _client.FetchAsync($"/todos/{id}?at={at}")).Body);
    }

    [Theory]
    [InlineData("version=-1", "validation_failed", "version", "greater than or equal to '0'")]
    [InlineData("version=two", "invalid_request", "version", "whole number")]
    [InlineData("version=99999999999999999999", "invalid_request", "version", "whole number")]
    [InlineData("at=yesterday", "invalid_request", "at", "2025-07-15T09:30:00Z")]
    [InlineData("at=2025-07-15", "invalid_request", "at", "2025-07-15T09:30:00Z")]
    [InlineData("at=07/15/2025", "invalid_request", "at", "2025-07-15T09:30:00Z")]
    [InlineData("at=2025-07-15T25:00:00Z", "invalid_request", "at", "2025-07-15T09:30:00Z")]
    [InlineData("at=0001-01-01T00:00:00%2B10:00", "invalid_request", "at", "2025-07-15T09:30:00Z")]
    [InlineData("at=2025-07-15T09:30:00+02:00", "invalid_request", "at", "%2B")]
    [InlineData("version=1&at=2025-07-15T09:30:00Z", "validation_failed", "at", "not for both")]
    public async Task What_cannot_be_meant_is_refused_in_words(string query, string code, string field, string words)
    {
        var refused = await _client.FetchAsync($"/todos/{await ChangedTodoAsync()}?{query}");

        refused.IsProblem(400, code, errorsIn: field);
        Assert.Contains(words, refused.Json.GetProperty("errors").GetProperty(field)[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_not_there_is_not_found_and_the_reason_is_told()
    {
        var id = await ChangedTodoAsync();
        var unknown = Guid.CreateVersion7();

        await NotFoundAsync($"/todos/{id}?version=4", $"Todo {id} has no version 4: its newest is 3.");
        await NotFoundAsync($"/todos/{id}?at=2001-01-01T00:00:00Z", $"Todo {id} did not exist yet at 2001-01-01T00:00:00.000000Z.");
        await NotFoundAsync($"/todos/{unknown}?version=0", $"There is no Todo {unknown}.");
        await NotFoundAsync($"/todos/{unknown}?at=2001-01-01T00:00:00Z", $"There is no Todo {unknown}.");
    }

    [Fact]
    public async Task A_discarded_todo_is_shown_as_it_was_before()
    {
        var id = await ChangedTodoAsync();
        await _client.CallAsync(HttpMethod.Delete, $"/todos/{id}");
        var discarded = (await DatesAsync(id))[4];

        (await _client.FetchAsync($"/todos/{id}")).IsProblem(404, "not_found");
        Assert.Equal(StateAt(id, 3), (await _client.FetchAsync($"/todos/{id}?version=3")).Body);
        Assert.Equal(StateAt(id, 3), (await _client.FetchAsync($"/todos/{id}?at={Text(discarded.AddMicroseconds(-1))}")).Body);
        foreach (var query in (string[])["version=4", $"at={Text(discarded)}", "at=2999-12-31T23:59:59Z"])
            await NotFoundAsync($"/todos/{id}?{query}", $"Todo {id} was discarded with version 4. The versions before that one can be read.");
    }

    [Fact]
    public async Task A_change_meant_for_an_old_version_that_was_shown_is_refused()
    {
        var id = await ChangedTodoAsync();
        var old = (await _client.FetchAsync($"/todos/{id}?version=1")).Headers["ETag"];

        (await _client.CallAsync(HttpMethod.Post, $"/todos/{id}/complete", null, ("If-Match", old))).IsProblem(412, "version_mismatch");
    }

    [Theory]
    [InlineData("", "0 1 2 3")]
    [InlineData("?after=&until=&limit=&descending=", "0 1 2 3")]
    [InlineData("?after=1", "2 3")]
    [InlineData("?until=1", "0 1")]
    [InlineData("?after=0&until=2", "1 2")]
    [InlineData("?limit=2", "0 1")]
    [InlineData("?limit=99", "0 1 2 3")]
    [InlineData("?descending=true", "3 2 1 0")]
    [InlineData("?descending=true&limit=1", "3")]
    [InlineData("?descending=true&limit=2&until=2", "2 1")]
    [InlineData("?after=0&limit=2&descending=false", "1 2")]
    [InlineData("?after=3", "")]
    [InlineData("?after=2&until=1", "")]
    public async Task A_part_of_the_history_is_told(string query, string versions)
    {
        var answer = await _client.FetchAsync($"/todos/{await ChangedTodoAsync()}/history{query}");

        Assert.Equal(200, answer.Status);
        Assert.Equal(versions, string.Join(' ', answer.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("aggregate_version").GetInt64())));
    }

    [Theory]
    [InlineData("after=-1", "validation_failed", "after")]
    [InlineData("until=-1", "validation_failed", "until")]
    [InlineData("limit=0", "validation_failed", "limit")]
    [InlineData("limit=-5", "validation_failed", "limit")]
    [InlineData("limit=all", "invalid_request", "limit")]
    [InlineData("after=1.5", "invalid_request", "after")]
    [InlineData("descending=1", "invalid_request", "descending")]
    public async Task What_is_no_part_of_a_history_is_refused(string query, string code, string field) =>
        (await _client.FetchAsync($"/todos/{await ChangedTodoAsync()}/history?{query}")).IsProblem(400, code, errorsIn: field);

    [Fact]
    public async Task A_part_of_the_history_of_an_unknown_todo_is_not_found() =>
        (await _client.FetchAsync($"/todos/{Guid.CreateVersion7()}/history?after=3&limit=1")).IsProblem(404, "not_found");

    /// <summary>At version 3: created, relabelled, done and opened again.</summary>
    private async Task<Guid> ChangedTodoAsync()
    {
        var id = await _client.CreateTodoAsync("Buy milk");
        await _client.CallAsync(HttpMethod.Put, $"/todos/{id}/label", new { label = "Buy bread" });
        await _client.CallAsync(HttpMethod.Post, $"/todos/{id}/complete");
        await _client.CallAsync(HttpMethod.Post, $"/todos/{id}/reopen");
        return id;
    }

    private static string StateAt(Guid id, int version) =>
        $$"""{"id":"{{id}}","label":"{{(version == 0 ? "Buy milk" : "Buy bread")}}","done":{{(version == 2 ? "true" : "false")}},"version":{{version}}}""";

    private async Task<List<DateTimeOffset>> DatesAsync(Guid id) => [.. (await _client.FetchAsync($"/todos/{id}/history")).Json.GetProperty("items").EnumerateArray()
        .Select(item => item.GetProperty("create_date").GetDateTimeOffset())];

    private static string Text(DateTimeOffset date) => date.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private async Task NotFoundAsync(string path, string detail)
    {
        var answer = await _client.FetchAsync(path);

        answer.IsProblem(404, "not_found");
        Assert.Equal(detail, answer.Json.GetProperty("detail").GetString());
    }
}
