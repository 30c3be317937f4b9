using System.Text.Json;
using CleanES.TestKit;

namespace CleanES.Api.Tests.Todos;

/// <summary>The commands for schemas, in processes of their own.</summary>
public sealed class SchemaCommandTests : IDisposable
{
    private const int Events = 10;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("api-tests-");
    private readonly string _schemas;
    private readonly string _created;

    public SchemaCommandTests()
    {
        _schemas = SchemaTests.CopySchemas(_folder.CreateSubdirectory("avro"));
        _created = Path.Combine(_schemas, "todo", "v1_todo_created.json");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_is_in_order_is_told_with_its_place()
    {
        Assert.Equal((0, $"{_schemas}: {Events} events, no problem\n"), await RunAsync("validate"));

        var (exitCode, output) = await RunAsync("validate", "--json");
        var answer = JsonDocument.Parse(output).RootElement;
        Assert.Equal(0, exitCode);
        Assert.Equal(["directory", "events", "problems"], answer.EnumerateObject().Select(property => property.Name));
        Assert.Equal((_schemas, Events, 0), (
            answer.GetProperty("directory").GetString(), answer.GetProperty("events").GetInt32(), answer.GetProperty("problems").GetArrayLength()));
    }

    [Fact]
    public async Task Every_problem_is_a_line_of_the_answer()
    {
        await File.WriteAllTextAsync(_created, "no JSON");
        File.Delete(Path.Combine(_schemas, "project", "v1_project_created.json"));

        var (exitCode, output) = await RunAsync("validate");
        var lines = output.TrimEnd().Split('\n');
        Assert.Equal(1, exitCode);
        Assert.Equal($"{_schemas}: {Events} events, 2 problems", lines[^1]);
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
        Assert.Equal(1 + Events, lines.Length);
        Assert.Matches("^event type +version +event +file$", lines[0]);
        Assert.Contains(lines, line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["todo_created", "0", "Todo.Created", "-"]);
        Assert.Contains(lines, line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            is ["todo_completed", "1", "Todo.Completed", "avro/todo/v1_todo_completed.json"]);
        Assert.Single(lines.Where(line => !line.EndsWith('-')).Select(line => line.LastIndexOf(' ')).Distinct());

        (exitCode, output) = await RunAsync("list", "--json");
        var entries = JsonDocument.Parse(output).RootElement.EnumerateArray().ToDictionary(entry => entry.GetProperty("eventType").GetString()!);
        Assert.Equal(0, exitCode);
        Assert.Equal(Events, entries.Count);
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

    /// <summary>Nothing is told beside the answer, and nothing is made beside the schemas.</summary>
    private async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await ServiceProcess.RunToEndAsync(_folder.FullName, ["schemas", .. arguments, "--directory", _schemas]);

        Assert.Equal("", errors);
        Assert.Equal(["avro"], _folder.EnumerateFileSystemInfos().Select(made => made.Name));
        return (exitCode, output.ReplaceLineEndings("\n"));
    }
}
