using System.Text.Json;
using CleanES.TestKit;

namespace CleanES.Api.Tests.Todos;

/// <summary>The commands for schemas, in processes of their own.</summary>
public sealed class SchemaCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("api-tests-");
    private readonly string _schemas;
    private readonly string _created;
    private readonly int _events;

    public SchemaCommandTests()
    {
        _schemas = SchemaTests.CopySchemas(_folder.CreateSubdirectory("avro"));
        _created = Path.Combine(_schemas, "todo", "v1_todo_created.json");
        _events = Directory.EnumerateFiles(_schemas, "v1_*.json", SearchOption.AllDirectories).Count();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_is_in_order_is_told_with_its_place()
    {
        Assert.Equal((0, $"{_schemas}: {_events} events, no problem\n"), await RunAsync("validate"));

        var (exitCode, output) = await RunAsync("validate", "--json");
        var answer = JsonDocument.Parse(output).RootElement;
        Assert.Equal(0, exitCode);
        Assert.Equal(["directory", "events", "problems", "drafts"], answer.EnumerateObject().Select(property => property.Name));
        Assert.Equal((_schemas, _events, 0), (
            answer.GetProperty("directory").GetString(), answer.GetProperty("events").GetInt32(), answer.GetProperty("problems").GetArrayLength()));
    }

    [Fact]
    public async Task Every_problem_is_a_line_of_the_answer()
    {
        await File.WriteAllTextAsync(_created, "no JSON");
        File.Delete(_created.Replace("created", "completed", StringComparison.Ordinal));

        var (exitCode, output) = await RunAsync("validate");
        var lines = output.TrimEnd().Split('\n');
        Assert.Equal(1, exitCode);
        Assert.Equal($"{_schemas}: {_events} events, 2 problems", lines[^1]);
        Assert.Equal(3, lines.Length);
        Assert.Contains(lines, line => line.StartsWith("avro/todo/v1_todo_created.json: ", StringComparison.Ordinal));

        (exitCode, output) = await RunAsync("validate", "--json");
        var problems = JsonDocument.Parse(output).RootElement.GetProperty("problems").EnumerateArray().ToList();
        Assert.Equal(1, exitCode);
        Assert.Equal(2, problems.Count);
        Assert.All(problems, problem => Assert.Equal(["file", "path", "reason", "wayOut"], problem.EnumerateObject().Select(property => property.Name)));
    }

    [Fact]
    public async Task Every_event_is_listed_those_without_a_schema_too()
    {
        File.Delete(_created);

        var (exitCode, output) = await RunAsync("list");
        var lines = output.TrimEnd().Split('\n');
        Assert.Equal(0, exitCode);
        Assert.Equal(1 + _events, lines.Length);
        Assert.Matches("^event type +version +event +file$", lines[0]);
        Assert.Contains(lines, line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["todo_created", "0", "Todo.Created", "-"]);
        Assert.Contains(lines, line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            is ["todo_completed", "1", "Todo.Completed", "avro/todo/v1_todo_completed.json"]);
        Assert.Single(lines.Where(line => !line.EndsWith('-')).Select(line => line.LastIndexOf(' ')).Distinct());

        (exitCode, output) = await RunAsync("list", "--json");
        var entries = JsonDocument.Parse(output).RootElement.EnumerateArray().ToDictionary(entry => entry.GetProperty("eventType").GetString()!);
        Assert.Equal(0, exitCode);
        Assert.Equal(_events, entries.Count);
        Assert.Equal("""{"eventType":"todo_created","event":"Todo.Created","version":0,"file":null}""", JsonSerializer.Serialize(entries["todo_created"]));
        Assert.Equal(
            """{"eventType":"todo_completed","event":"Todo.Completed","version":1,"file":"avro/todo/v1_todo_completed.json"}""",
            JsonSerializer.Serialize(entries["todo_completed"]));
    }

    [Fact]
    public async Task A_new_schema_is_written_and_its_place_told()
    {
        File.Delete(_created);

        var (exitCode, output) = await RunAsync("new", "Todo.Created");
        Assert.Equal(0, exitCode);
        Assert.Equal(_created, output.Split('\n')[0]);
        Assert.Contains("schemas validate", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_created));

        File.Delete(_created);
        (exitCode, output) = await RunAsync("new", "todo_created", "--json");
        Assert.Equal(0, exitCode);
        Assert.Equal(JsonSerializer.Serialize(new { file = _created }), JsonSerializer.Serialize(JsonDocument.Parse(output)));
        Assert.True(File.Exists(_created));
    }

    [Fact]
    public async Task What_changes_from_version_to_version_is_told_with_its_consequence()
    {
        Assert.Equal((0, "No difference: there is one version, or what differs says nothing about values.\n"), await RunAsync("diff", "Todo.Created"));

        var v2 = (await File.ReadAllTextAsync(_created)).Replace("\"label\", \"type\": \"string\"", "\"label\", \"type\": \"bytes\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_created.Replace("v1_", "v2_", StringComparison.Ordinal), v2);

        const string Consequence = "Put the type back, give the new one a field of its own with a default, or write an upcaster from version 1";
        Assert.Equal((1, $"avro/todo/v2_todo_created.json: fields.label.type: was string and is bytes. {Consequence}.\n"), await RunAsync("diff", "todo_created"));

        var (exitCode, output) = await RunAsync("diff", "Todo.Created", "--json");
        Assert.Equal(1, exitCode);
        Assert.Equal(
            $$"""[{"file":"avro/todo/v2_todo_created.json","path":"fields.label.type","change":"was string and is bytes","consequence":"{{Consequence}}","isReadable":false}]""",
            JsonSerializer.Serialize(JsonDocument.Parse(output)));
    }

    [Fact]
    public async Task Versions_are_recorded_once()
    {
        var golden = Path.Combine(_schemas, "todo", "golden", "v1_todo_created.json");

        var (exitCode, output) = await RunAsync("record", "--json");
        Assert.Equal(0, exitCode);
        Assert.Contains(golden, JsonDocument.Parse(output).RootElement.GetProperty("files").EnumerateArray().Select(file => file.GetString()));
        Assert.True(File.Exists(golden));
        Assert.Equal((0, "Every version is recorded already.\n"), await RunAsync("record", "Todo.Created"));

        await File.WriteAllTextAsync(_created, (await File.ReadAllTextAsync(_created)).Replace("What is to be done.", "What shall be done.", StringComparison.Ordinal));
        (exitCode, output) = await RunAsync("validate");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("avro/todo/v1_todo_created.json: has changed since it was released. ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_told_and_may_change_until_it_is_recorded()
    {
        var golden = Path.Combine(Directory.CreateDirectory(Path.Combine(_schemas, "todo", "golden")).FullName, "v1_todo_created.json");
        await File.WriteAllTextAsync(golden, "{\"draft\": true}");

        Assert.Equal(
            (0, $"avro/todo/v1_todo_created.json is a draft: it may still change. Before it is released, record it, with schemas record.\n{_schemas}: {_events} events, no problem\n"),
            await RunAsync("validate"));
        var drafts = JsonDocument.Parse((await RunAsync("validate", "--json")).Output).RootElement.GetProperty("drafts");
        Assert.Equal("avro/todo/v1_todo_created.json", Assert.Single(drafts.EnumerateArray()).GetString());
        Assert.Equal(1, (await RunAsync("validate", "--released")).ExitCode);

        Assert.Equal(golden, (await RunAsync("record", "Todo.Created")).Output.Split('\n')[0]);
        Assert.Equal((0, $"{_schemas}: {_events} events, no problem\n"), await RunAsync("validate", "--released"));
    }

    /// <summary>Nothing is told beside the answer, and nothing is made beside the schemas.</summary>
    private async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await ServiceProcess.RunToEndAsync(_folder.FullName, ["schemas", .. arguments, "--directory", _schemas]);

        Assert.Equal("", errors);
        Assert.Equal(["avro"], _folder.EnumerateFileSystemInfos().Select(made => made.Name));
        return (exitCode, output.ReplaceLineEndings("\n"));
    }
}
