using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CleanES.TestKit;
using Microsoft.Data.Sqlite;

namespace CleanES.Api.Tests.Todos;

public sealed class LoadTests : IDisposable
{
    private const int Clients = 32;
    private const int RoundsOfAClient = 4;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("load-");

    private string JournalPath => Path.Combine(_folder.FullName, "journal.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Under_load_nothing_is_lost_doubled_or_out_of_order(int processes)
    {
        var services = await Task.WhenAll(Enumerable.Range(0, processes).Select(_ => ServiceProcess.StartAsync(_folder.FullName)));
        var shared = await CreateAsync(services[0].Client, "shared by all");

        var acknowledged = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => WorkAsync(services[client % processes].Client, client, shared)));
        var all = acknowledged.SelectMany(changes => changes).Append(shared).ToList();

        JournalInvariants.Check(JournalPath);
        var journal = ReadJournal();
        Assert.Equal(
            all.Select(change => (change.Position, change.Id, change.Version)).Order(),
            journal.Select(row => (row.Position, Guid.Parse(row.AggregateId), row.AggregateVersion)).Order());
        foreach (var service in services) Assert.Equal(Fold(journal), await ListAsync(service.Client, journal.Count));

        foreach (var service in services) await service.DisposeAsync();
    }

    [Fact]
    public async Task A_killed_service_has_stored_and_lists_all_that_it_acknowledged()
    {
        const int beforeTheKill = 200;
        var acknowledged = new ConcurrentBag<Change>();
        var enough = new TaskCompletionSource();
        var service = await ServiceProcess.StartAsync(_folder.FullName);
        var clients = Enumerable.Range(0, 16).Select(client => Task.Run(async () =>
        {
            for (var todo = 0; ; todo++)
            {
                acknowledged.Add(await CreateAsync(service.Client, $"of client {client}, {todo}"));
                if (acknowledged.Count >= beforeTheKill) enough.TrySetResult();
            }
        })).ToList();
        await enough.Task;

        service.Kill();

        var cut = await Task.WhenAll(clients.Select(client => Assert.ThrowsAnyAsync<Exception>(() => client)));
        Assert.Contains(cut, failure => failure is HttpRequestException);   // some were under way
        await service.DisposeAsync();

        await using var again = await ServiceProcess.StartAsync(_folder.FullName);
        JournalInvariants.Check(JournalPath);
        var journal = ReadJournal();
        Assert.Empty(acknowledged.Select(change => (change.Position, change.Id)).Except(journal.Select(row => (row.Position, Guid.Parse(row.AggregateId)))));
        Assert.Equal(Fold(journal), await ListAsync(again.Client, journal.Count));
    }

    /// <returns>What the service said is stored.</returns>
    private static async Task<List<Change>> WorkAsync(HttpClient http, int client, Change shared)
    {
        List<Change> acknowledged = [];
        for (var round = 0; round < RoundsOfAClient; round++)
        {
            var own = await CreateAsync(http, $"of client {client}, round {round}");
            acknowledged.Add(own);
            acknowledged.Add(await ChangeAsync(http.PutAsJsonAsync($"/todos/{own.Id}/label", new { label = $"relabelled by {client} in {round}" })));
            if (round % 2 == 0) acknowledged.Add(await ChangeAsync(http.PostAsync($"/todos/{own.Id}/complete", null)));
            if (round % 4 == 3) acknowledged.Add(await ChangeAsync(http.DeleteAsync($"/todos/{own.Id}")));

            var contended = await http.PutAsJsonAsync($"/todos/{shared.Id}/label", new { label = $"shared, by {client} in {round}" });
            if (contended.StatusCode != HttpStatusCode.Conflict) acknowledged.Add(await ChangeAsync(Task.FromResult(contended)));
        }

        return acknowledged;
    }

    private static Task<Change> CreateAsync(HttpClient http, string label) => ChangeAsync(http.PostAsJsonAsync("/todos", new { label }));

    private static async Task<Change> ChangeAsync(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return new Change(
            body.GetProperty("id").GetGuid(), body.GetProperty("version").GetInt64(), long.Parse(answer.Headers.GetValues("Journal-Position").Single(), null));
    }

    private List<Row> ReadJournal()
    {
        using var connection = new SqliteConnection($"Data Source={JournalPath};Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT position, aggregate_id, aggregate_version, event_type, event_data FROM event_journal ORDER BY position";
        using var reader = command.ExecuteReader();
        List<Row> rows = [];
        while (reader.Read()) rows.Add(new Row(reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), reader.GetString(4)));
        return rows;
    }

    /// <summary>The list as it must be, folded from the journal alone.</summary>
    private static List<(string Id, string Label, bool Done)> Fold(IEnumerable<Row> journal)
    {
        Dictionary<string, (string Label, bool Done)> todos = [];
        List<string> order = [];
        foreach (var row in journal)
        {
            if (row.EventType == "todo_created") order.Add(row.AggregateId);
            if (row.EventType == "todo_discarded") order.Remove(row.AggregateId);
            else
            {
                var before = todos.GetValueOrDefault(row.AggregateId);
                var label = JsonDocument.Parse(row.EventData).RootElement.TryGetProperty("label", out var given) ? given.GetString()! : before.Label;
                todos[row.AggregateId] = (label, row.EventType is "todo_completed" || (before.Done && row.EventType != "todo_reopened"));
            }
        }

        return order.ConvertAll(id => (id, todos[id].Label, todos[id].Done));
    }

    private static async Task<List<(string Id, string Label, bool Done)>> ListAsync(HttpClient http, long position)
    {
        List<(string, string, bool)> todos = [];
        for (var page = 1; ; page++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/todos?page={page}&pageSize=100") { Headers = { { "Min-Journal-Position", $"{position}" } } };
            using var answer = await http.SendAsync(request);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            var items = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items").EnumerateArray().ToList();
            if (items.Count == 0) return todos;
            todos.AddRange(items.Select(item => (item.GetProperty("id").GetString()!, item.GetProperty("label").GetString()!, item.GetProperty("done").GetBoolean())));
        }
    }

    private sealed record Change(Guid Id, long Version, long Position);

    private sealed record Row(long Position, string AggregateId, long AggregateVersion, string EventType, string EventData);
}
