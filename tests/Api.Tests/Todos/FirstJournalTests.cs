using System.Text.Json;
using CleanES.TestKit;
using Microsoft.Data.Sqlite;

namespace CleanES.Api.Tests.Todos;

/// <summary>
/// A journal that the first release of the service wrote over HTTP, when there were neither projects nor claims, and metadata was empty. What
/// is stored loads for ever: <c>FirstJournal.sql</c> is never made anew, and what is expected here is what was sent and answered then.
/// </summary>
public sealed class FirstJournalTests : IDisposable
{
    private static readonly Recorded _milk = new("01a21510-5964-7e70-a985-33a1fb03de0e", "Buy milk", Done: false, "1 todo_created Buy milk");

    private static readonly Recorded _groceries = new(
        "01a21510-5ab5-7cab-8815-f4c69f2a1d7c", "牛乳を買う 🥛", Done: true,
        "2 todo_created 日本語の買い物", "4 todo_label_changed 牛乳を買う 🥛", "16 todo_completed");

    private static readonly Recorded _quotes = new(
        "01a21510-5bed-71ef-87fb-f0edecb1a1c6", """{"label":"Robert'); DROP TABLE event_journal;--"}""", Done: false,
        """3 todo_created Say "hello", it's <b>fine</b> & 100 % \ C:\temp""", "8 todo_completed", "12 todo_reopened",
        """14 todo_label_changed {"label":"Robert'); DROP TABLE event_journal;--"}""");

    private static readonly Recorded _call = new(
        "01a21510-5d9a-7349-91bf-edb3d73f8db5", "Позвонить маме ☎\uFE0F", Done: true,
        "5 todo_created Позвонить маме ☎\uFE0F", "6 todo_completed", "13 todo_reopened", "18 todo_completed");

    private static readonly Recorded _family = new(
        "01a21510-6152-7204-8a24-b2644bc54a41", "👩\u200D👩\u200D👧\u200D👦 ευχαριστώ हिन्दी 한국어", Done: false,
        $"10 todo_created {string.Concat(Enumerable.Repeat("ab", 100))}", "17 todo_label_changed 👩\u200D👩\u200D👧\u200D👦 ευχαριστώ हिन्दी 한국어");

    private static readonly Recorded _bread = new(
        "01a21510-5e86-7b11-b5e7-53b584ea3482", "לקנות לחם", Done: false,
        "7 todo_created شراء الخبز", "11 todo_label_changed לקנות לחם", "19 todo_discarded");

    private static readonly Recorded _cafe = new(
        "01a21510-5f7c-703b-a4dd-f6034a897b8a", "nai\u0308ve cafe\u0301 — Łódź", Done: false,
        "9 todo_created nai\u0308ve cafe\u0301 — Łódź", "15 todo_discarded");

    private static readonly Recorded[] _kept = [_milk, _groceries, _quotes, _call, _family];
    private static readonly Recorded[] _discarded = [_bread, _cafe];

    private readonly Service _service = new();
    private readonly HttpClient _client;

    public FirstJournalTests()
    {
        Restore(_service.JournalFile);
        _client = _service.CreateClient();
    }

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Every_todo_is_as_it_was_left()
    {
        foreach (var todo in _kept)
        {
            var read = await _client.FetchAsync($"/todos/{todo.Id}");
            Assert.Equal((200, $"\"{todo.Version}\""), (read.Status, read.Headers["ETag"]));
            Assert.Equal((todo.Label, todo.Done, todo.Version), (Label(read.Json), Done(read.Json), read.Json.GetProperty("version").GetInt64()));
        }

        foreach (var todo in _discarded)
        {
            (await _client.FetchAsync($"/todos/{todo.Id}")).IsProblem(404, "not_found");
            Assert.Equal(todo.Label, Label((await _client.FetchAsync($"/todos/{todo.Id}?version={todo.Version - 1}")).Json));
        }
    }

    [Fact]
    public async Task Every_history_is_complete()
    {
        foreach (var todo in _kept.Concat(_discarded)) Assert.Equal(todo.History, await HistoryAsync(todo));

        Assert.Equal(
            """
            {"items":[
            {"position":7,"event_id":"01a21510-5e86-7a04-8179-7c9b549b3100","event_type":"todo_created","event_version":1,"event_data":{"label":"شراء الخبز"},"aggregate_type":"todo","aggregate_id":"01a21510-5e86-7b11-b5e7-53b584ea3482","aggregate_version":0,"create_date":"2026-11-25T23:35:24.038378Z","metadata":{}},
            {"position":11,"event_id":"01a21510-622d-7708-803c-548ec0239525","event_type":"todo_label_changed","event_version":1,"event_data":{"label":"לקנות לחם"},"aggregate_type":"todo","aggregate_id":"01a21510-5e86-7b11-b5e7-53b584ea3482","aggregate_version":1,"create_date":"2026-11-25T23:35:24.973518Z","metadata":{}},
            {"position":19,"event_id":"01a21510-6407-7b5e-baac-8f1786a08c55","event_type":"todo_discarded","event_version":1,"event_data":{},"aggregate_type":"todo","aggregate_id":"01a21510-5e86-7b11-b5e7-53b584ea3482","aggregate_version":2,"create_date":"2026-11-25T23:35:25.447694Z","metadata":{}}
            ]}
            """.ReplaceLineEndings(""),
            (await _client.FetchAsync($"/todos/{_bread.Id}/history")).Body);
    }

    [Fact]
    public void It_has_every_event_of_its_time_more_than_once()
    {
        var types = _kept.Concat(_discarded).SelectMany(todo => todo.History).Select(line => line.Split(' ')[1]).CountBy(type => type).ToList();

        Assert.Equal(["todo_completed", "todo_created", "todo_discarded", "todo_label_changed", "todo_reopened"], types.Select(type => type.Key).Order());
        Assert.All(types, type => Assert.True(type.Value > 1));
        Assert.Equal(19, types.Sum(type => type.Value));
    }

    [Fact]
    public async Task The_list_shows_what_was_not_discarded()
    {
        var list = await _client.FetchAsync("/todos", ("Min-Journal-Position", "19"));

        Assert.Equal(
            _kept.Select(todo => (todo.Id, todo.Label, todo.Done)),
            list.Json.GetProperty("items").EnumerateArray().Select(item => (item.GetProperty("id").GetString()!, Label(item), Done(item))));
    }

    [Fact]
    public async Task Changes_go_on_from_there()
    {
        var relabelled = await _client.CallAsync(HttpMethod.Put, $"/todos/{_milk.Id}/label", new { label = "Buy oat milk" }, ("If-Match", "\"0\""));
        Assert.Equal((200, 20), (relabelled.Status, relabelled.Position));
        Assert.Equal(21, (await _client.CallAsync(HttpMethod.Post, $"/todos/{_call.Id}/reopen")).Position);
        Assert.Equal(22, (await _client.CallAsync(HttpMethod.Delete, $"/todos/{_family.Id}")).Position);
        (await _client.CallAsync(HttpMethod.Post, $"/todos/{_bread.Id}/complete")).IsProblem(404, "not_found");
        var project = (await _client.CallAsync(HttpMethod.Post, "/projects", new { name = "Move house" })).Json.GetProperty("id").GetGuid();
        await _client.CreateTodoAsync("Pack", project);
        await _service.Settled();

        Assert.Equal([.. _milk.History, "20 todo_label_changed Buy oat milk"], await HistoryAsync(_milk));
        Assert.Equal([.. _call.History, "21 todo_reopened"], await HistoryAsync(_call));
        Assert.Equal(
            ["Buy oat milk", _groceries.Label, _quotes.Label, _call.Label, "Pack"],
            (await _client.FetchAsync("/todos")).Json.GetProperty("items").EnumerateArray().Select(Label));
        JournalInvariants.Check(_service.JournalFile);
    }

    private static void Restore(string journalFile)
    {
        using var connection = new SqliteConnection($"Data Source={journalFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Todos", "FirstJournal.sql"));
        command.ExecuteNonQuery();
    }

    /// <summary>A line for each event: its position, its type, and its label if it has one.</summary>
    private async Task<List<string>> HistoryAsync(Recorded todo)
    {
        var items = (await _client.FetchAsync($"/todos/{todo.Id}/history")).Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(0, items.Count), items.Select(item => item.GetProperty("aggregate_version").GetInt32()));
        return items.ConvertAll(item =>
            $"{item.GetProperty("position")} {item.GetProperty("event_type")}"
            + (item.GetProperty("event_data").TryGetProperty("label", out var label) ? $" {label.GetString()}" : ""));
    }

    private static string Label(JsonElement todo) => todo.GetProperty("label").GetString()!;

    private static bool Done(JsonElement todo) => todo.GetProperty("done").GetBoolean();

    /// <summary>A todo as it was left, discarded or not.</summary>
    private sealed record Recorded(string Id, string Label, bool Done, params string[] History)
    {
        public long Version => History.Length - 1;
    }
}
