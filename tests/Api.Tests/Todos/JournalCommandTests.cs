using System.Diagnostics;
using System.Text.Json;
using CleanES.TestKit;
using Microsoft.Data.Sqlite;

namespace CleanES.Api.Tests.Todos;

/// <summary>The commands for the journal, in processes of their own, beside a service and without one.</summary>
public sealed class JournalCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("api-tests-");
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(1));

    /// <summary>In this process, for what does not depend on when it starts or ends.</summary>
    private readonly Lazy<Service> _service = new(() => new Service());

    private string Folder => Path.GetDirectoryName(JournalPath)!;
    private string JournalPath => _service.IsValueCreated ? _service.Value.JournalFile : Path.Combine(_folder.FullName, "journal.db");

    public void Dispose()
    {
        if (_service.IsValueCreated) _service.Value.Dispose();
        _patience.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Verify_tells_what_it_checked_while_the_service_runs_and_after_it_and_makes_no_file()
    {
        var told = $"{JournalPath}: 3 events, 2 aggregates, no problem\n";
        var service = await ServiceProcess.StartAsync(_folder.FullName);
        var id = await service.Client.CreateTodoAsync();
        await service.Client.CallAsync(HttpMethod.Post, $"/todos/{id}/complete");
        await service.Client.CreateTodoAsync();

        Assert.Equal((0, told, ""), await RunAsync("verify"));

        await service.TerminateAsync();
        await service.DisposeAsync();
        var files = _folder.EnumerateFileSystemInfos().Select(one => one.Name).Order().ToList();
        Assert.Equal((0, told, ""), await RunAsync("verify"));
        Assert.Equal(files, _folder.EnumerateFileSystemInfos().Select(one => one.Name).Order());

        var (exitCode, output, _) = await RunAsync("verify", "--json");
        Assert.Equal(0, exitCode);
        Assert.Equal(
            JsonSerializer.Serialize(new { journal = JournalPath, events = 3, aggregates = 2, checksSchemas = true, problems = Array.Empty<int>() }),
            JsonSerializer.Serialize(JsonDocument.Parse(output)));
    }

    [Fact]
    public async Task Every_problem_is_a_line_of_the_answer()
    {
        var client = _service.Value.CreateClient();
        await client.CreateTodoAsync();
        Execute("DROP TRIGGER event_journal_refuses_update; UPDATE event_journal SET event_data = '{\"label\":7}'; UPDATE journal_counter SET position = 2");

        Assert.Equal(
            (1, $"""
            the counter is at 2, the newest event at 1
            Position 1: the data does not fit its schema: todo_created.label: expected string, found 7
            {JournalPath}: 1 event, 1 aggregate, 2 problems

            """.ReplaceLineEndings("\n"), ""),
            await RunAsync("verify"));

        var (exitCode, output, _) = await RunAsync("verify", "--json");
        Assert.Equal(1, exitCode);
        Assert.Equal(
            [(null, "the counter is at 2, the newest event at 1"), (1, "the data does not fit its schema: todo_created.label: expected string, found 7")],
            JsonDocument.Parse(output).RootElement.GetProperty("problems").EnumerateArray().Select(one => (
                one.GetProperty("position") is { ValueKind: JsonValueKind.Number } position ? position.GetInt64() : (long?)null, one.GetProperty("problem").GetString())));
    }

    [Fact]
    public async Task A_history_is_shown_as_a_table_and_whole_as_JSON_that_of_a_discarded_todo_too()
    {
        var client = _service.Value.CreateClient();
        var id = await client.CreateTodoAsync("Buy milk");
        await client.CallAsync(HttpMethod.Delete, $"/todos/{id}");

        var (exitCode, output, errors) = await RunAsync("show", "todo", $"{id}");
        var lines = output.TrimEnd().Split('\n');
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Matches("^version  position  create date +event +data$", lines[0]);
        Assert.Matches("""^0        1         20\d\d-\d\d-\d\dT[\d:.]+Z  todo_created v1    \{"label":"Buy milk"\}$""", lines[1]);
        Assert.Matches("""^1        2         20\d\d-\d\d-\d\dT[\d:.]+Z  todo_discarded v1  \{\}$""", lines[2]);
        Assert.Equal(3, lines.Length);

        (exitCode, output, _) = await RunAsync("show", "Todo", $"{id}", "--json");
        var rows = JsonDocument.Parse(output).RootElement.EnumerateArray().ToList();
        Assert.Equal(0, exitCode);
        Assert.Equal(2, rows.Count);
        Assert.Equal(
            ["position", "event_id", "event_type", "event_version", "event_data", "aggregate_type", "aggregate_id", "aggregate_version", "create_date", "metadata"],
            rows[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal("Buy milk", rows[0].GetProperty("event_data").GetProperty("label").GetString());
        Assert.Equal(JsonValueKind.Object, rows[0].GetProperty("metadata").ValueKind);
        Assert.Equal((1, 1), (rows[1].GetProperty("aggregate_version").GetInt32(), rows[1].GetProperty("event_version").GetInt32()));

        var none = Guid.CreateVersion7();
        Assert.Equal((1, "", $"There is no event of todo {none} in {JournalPath}.\n"), await RunAsync("show", "todo", $"{none}"));
    }

    [Fact]
    public async Task The_newest_rows_are_lines_those_with_damage_too()
    {
        var client = _service.Value.CreateClient();
        for (var i = 1; i <= 12; i++) await client.CreateTodoAsync($"Todo {i}");
        Execute("DROP TRIGGER event_journal_refuses_update; UPDATE event_journal SET event_data = '{' || char(10, 27) WHERE position = 12");

        var (exitCode, output, errors) = await RunAsync("tail");
        var lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(10, lines.Length);
        Assert.Matches("""^3  20\d\d-\d\d-\d\dT[\d:.]+Z  todo [0-9a-f-]{36} 0  todo_created v1  \{"label":"Todo 3"\}$""", lines[0]);
        Assert.EndsWith("todo_created v1  {  ", lines[9], StringComparison.Ordinal);

        (exitCode, output, _) = await RunAsync("tail", "-n", "2", "--json");
        var rows = output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(0, exitCode);
        Assert.Equal([11, 12], rows.Select(row => row.GetProperty("position").GetInt64()));
        Assert.Equal("Todo 11", rows[0].GetProperty("event_data").GetProperty("label").GetString());
        Assert.Equal("{\n\u001b", rows[1].GetProperty("event_data").GetString());
    }

    /// <summary>By SIGTERM: SIGINT, which does the same, is ignored where the tests were started in the background of a shell.</summary>
    [Fact]
    public async Task Tail_follows_what_the_service_appends_until_it_is_told_to_end()
    {
        var client = _service.Value.CreateClient();
        await client.CreateTodoAsync("before");
        using var tail = Launch("tail", "--follow", "--json");
        try
        {
            Assert.Equal((1, "before"), await RowAsync(tail));
            for (var position = 2; position <= 6; position++)
            {
                await client.CreateTodoAsync($"after {position}");
                Assert.Equal((position, $"after {position}"), await RowAsync(tail));
            }

            using var kill = Process.Start("kill", ["-TERM", $"{tail.Id}"]);
            Assert.Equal("", await tail.StandardOutput.ReadToEndAsync(_patience.Token));
            Assert.Equal("", await tail.StandardError.ReadToEndAsync(_patience.Token));
            await tail.WaitForExitAsync(_patience.Token);
            Assert.Equal(0, tail.ExitCode);
        }
        finally
        {
            tail.Kill();
        }
    }

    [Fact]
    public async Task Tail_ends_quietly_with_the_next_row_when_nobody_reads_it_any_more()
    {
        var client = _service.Value.CreateClient();
        await client.CreateTodoAsync("before");
        using var tail = Launch("tail", "--follow", "--json");
        try
        {
            Assert.Equal((1, "before"), await RowAsync(tail));
            tail.StandardOutput.Close();

            await client.CreateTodoAsync("after");

            Assert.Equal("", await tail.StandardError.ReadToEndAsync(_patience.Token));
            await tail.WaitForExitAsync(_patience.Token);
            Assert.Equal(0, tail.ExitCode);
        }
        finally
        {
            tail.Kill();
        }
    }

    private async Task<(long Position, string? Label)> RowAsync(Process tail)
    {
        var row = JsonDocument.Parse(await tail.StandardOutput.ReadLineAsync(_patience.Token) ?? "").RootElement;
        return (row.GetProperty("position").GetInt64(), row.GetProperty("event_data").GetProperty("label").GetString());
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={JournalPath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private Process Launch(params string[] arguments) => ServiceProcess.Launch(Folder, ["journal", .. arguments]);

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await ServiceProcess.RunToEndAsync(Folder, ["journal", .. arguments]);
        return (exitCode, output.ReplaceLineEndings("\n"), errors.ReplaceLineEndings("\n"));
    }
}
