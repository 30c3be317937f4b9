using System.Collections.Concurrent;
using System.Net;
using CleanES.TestKit;
using Microsoft.Data.Sqlite;

namespace CleanES.Api.Tests.Todos;

/// <summary>Clients that ask for too much at once or go away in the middle: nothing is lost, doubled or half stored.</summary>
public sealed class HostileClientTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hostile-");
    private ServiceProcess _service = null!;

    public async Task InitializeAsync() => _service = await ServiceProcess.StartAsync(_folder.FullName);

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Ten_thousand_requests_at_once_are_all_answered_truly()
    {
        const int requests = 10_000;
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1000 }) { BaseAddress = _service.Client.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
        await client.CreateTodoAsync();     // all that a first request makes is made
        var before = _service.MemoryBytes;

        var answers = await Task.WhenAll(Enumerable.Range(0, requests).Select(number => client.CallAsync(HttpMethod.Post, "/todos", new { label = $"number {number}" })));

        Assert.All(answers, answer => Assert.True(answer.Status == 201 || (answer.Status == 503 && answer.Headers.ContainsKey("Retry-After")), answer.Body));
        var created = answers.Where(answer => answer.Status == 201).ToList();
        Assert.NotEmpty(created);
        Assert.Equal(created.Count + 1, Stored().Count);
        Assert.Empty(created.Select(answer => answer.Json.GetProperty("id").GetString()!).Except(Stored()));
        Assert.InRange(_service.MemoryBytes - before, long.MinValue, 400_000_000);
    }

    [Fact]
    public async Task Clients_that_go_away_in_the_middle_leave_nothing_half_done()
    {
        var acknowledged = new ConcurrentBag<string>();
        var cut = 0;
        await Task.WhenAll(Enumerable.Range(0, 32).Select(client => Task.Run(async () =>
        {
            var random = new Random(client);
            for (var i = 0; i < 25; i++)
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(1, 40)));
                using var request = new StringContent($$"""{"label":"of client {{client}}, {{i}}"}""", null, "application/json");
                try
                {
                    using var answer = await _service.Client.PostAsync(new Uri("/todos", UriKind.Relative), request, patience.Token);
                    Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
                    acknowledged.Add(answer.Headers.Location!.ToString().Split('/')[^1]);
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref cut);
                }
            }
        })));

        acknowledged.Add((await _service.Client.CreateTodoAsync("the last")).ToString());
        await _service.DisposeAsync();      // what was cut off may be under way until then
        Assert.NotEqual(0, cut);
        Assert.Empty(acknowledged.Except(Stored()));
        JournalInvariants.Check(Path.Combine(_folder.FullName, "journal.db"));

        _service = await ServiceProcess.StartAsync(_folder.FullName);
        var list = await _service.Client.FetchAsync("/todos?pageSize=1", ("Min-Journal-Position", $"{Stored().Count}"));
        Assert.Equal(Stored().Count, list.Json.GetProperty("total").GetInt32());
    }

    private List<string> Stored()
    {
        using var connection = new SqliteConnection($"Data Source={_folder.FullName}/journal.db;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT aggregate_id FROM event_journal WHERE event_type = 'todo_created'";
        using var reader = command.ExecuteReader();
        List<string> ids = [];
        while (reader.Read()) ids.Add(reader.GetString(0));
        return ids;
    }
}
