using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using CleanES.Application.EventSourcing;

namespace CleanES.Api.EventSourcing.CommandLine;

/// <summary>The journal as it lies in its database, for those who look after it.</summary>
internal sealed class JournalCommands : ICommandGroup
{
    private static readonly JsonSerializerOptions _rowOnALine = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,     // named as in the journal
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private static readonly JsonSerializerOptions _rows = new(_rowOnALine) { WriteIndented = true };

    private readonly Option<int> _count = new("--count", "-n") { Description = "How many.", HelpName = "number", DefaultValueFactory = _ => 10 };
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Go on with each row that is appended, until Ctrl+C." };
    private readonly Argument<string> _aggregate = new("aggregate") { Description = "By its class, Todo, or its name in the journal, todo." };
    private readonly Argument<Guid> _id = new("id")
    {
        Description = "The aggregate's id.",
        CustomParser = given =>
        {
            if (!Guid.TryParse(given.Tokens[0].Value, out var id)) given.AddError($"\"{given.Tokens[0].Value}\" is no id: it is to be a UUID.");
            return id;
        },
    };

    public Command Define(Func<IServiceProvider> services) =>
        new Command("journal", "Check the journal, and look into it. It is only read, and nothing is made; the service may be running.")
        {
            new ToolCommand<IJournalTools>(services, "verify", "Check every event and all that must hold in a journal, as it is at one moment: until the end its log cannot be cut short.\nExit code: 0 no problem; 1 problems, or an error.", VerifyAsync),
            new ToolCommand<IJournalTools>(services, "show", "Show everything that happened to one aggregate, oldest first.\nExit code: 0 shown; 1 no event, or an error.", ShowAsync, _aggregate, _id),
            new ToolCommand<IJournalTools>(services, "tail", "Show the newest rows, each on a line.\nExit code: 0 shown, also when ended by Ctrl+C; 1 an error.", TailAsync, _count, _follow),
        };

    private async Task<int> VerifyAsync(IJournalTools journal, ParseResult given, CancellationToken cancellation)
    {
        var inJson = given.IsInJson();
        List<JournalProblem> waiting = [];
        var (found, all) = (0L, (JournalProgress?)null);
        try
        {
            all = await ProgressBar.ShowAsync((JournalProgress at) => new Advance(at.Events, at.Newest), progress => journal.VerifyAsync(Tell, progress, cancellation));
        }
        finally
        {
            if (!inJson) waiting.ForEach(Console.WriteLine);    // Ctrl+C does not take away what was found by then
        }

        if (inJson) Output.WriteJson(new { journal = journal.Journal, events = all.Events, aggregates = all.Aggregates, checksSchemas = journal.ChecksSchemas, problems = waiting });
        else
        {
            Console.WriteLine($"{journal.Journal}: {Output.Count(all.Events, "event")}, {Output.Count(all.Aggregates, "aggregate")}, "
                + (found == 0 ? "no problem" : Output.Count(found, "problem"))
                + (journal.ChecksSchemas ? "" : "; not checked against schemas, since EventSchemas:Enabled is false"));
        }

        return found == 0 ? 0 : 1;

        void Tell(JournalProblem problem)
        {
            found++;
            if (inJson || !Console.IsErrorRedirected) waiting.Add(problem);    // not beside the bar
            else Console.WriteLine(problem);
        }
    }

    private async Task<int> ShowAsync(IJournalTools journal, ParseResult given, CancellationToken cancellation)
    {
        var (aggregate, id) = (given.GetRequiredValue(_aggregate), given.GetRequiredValue(_id));
        var rows = await journal.HistoryAsync(aggregate, id, cancellation).ToListAsync(cancellation);
        if (rows.Count == 0)
        {
            await Console.Error.WriteLineAsync($"There is no event of {aggregate} {id} in {journal.Journal}.");
            return 1;
        }

        if (given.IsInJson()) Console.WriteLine(JsonSerializer.Serialize(rows.Select(AsJson), _rows));
        else Output.WriteTable(["version", "position", "create date", "event", "data"], rows.Select(row => new[]
        {
            Output.Cell(row.AggregateVersion), Output.Cell(row.Position), Output.Cell(row.CreateDate), $"{Output.Cell(row.EventType)} v{Output.Cell(row.EventVersion)}", Output.Cell(row.EventData),
        }));
        return 0;
    }

    private async Task<int> TailAsync(IJournalTools journal, ParseResult given, CancellationToken cancellation)
    {
        try
        {
            await using var lines = Output.OpenLines();
            await foreach (var row in journal.TailAsync(given.GetValue(_count), given.GetValue(_follow), cancellation))
                await lines.WriteLineAsync(given.IsInJson() ? JsonSerializer.Serialize(AsJson(row), _rowOnALine) : Line(row));
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // Ctrl+C, or nobody reads any more.
        }

        return 0;
    }

    private static string Line(JournalRow row) =>
        $"{row.Position}  {Output.Cell(row.CreateDate)}  {Output.Cell(row.AggregateType)} {Output.Cell(row.AggregateId)} {Output.Cell(row.AggregateVersion)}  "
        + $"{Output.Cell(row.EventType)} v{Output.Cell(row.EventVersion)}  {Output.Cell(row.EventData)}";

    private static JournalRow AsJson(JournalRow row) => row with { EventData = Parsed(row.EventData), Metadata = Parsed(row.Metadata) };

    /// <summary>What is no JSON stays as it is.</summary>
    private static object? Parsed(object? value)
    {
        try
        {
            if (value is not string text) return value;

            var json = JsonElement.Parse(text);
            JsonSerializer.Serialize(json, _rowOnALine);
            return json;
        }
        catch (Exception noJson) when (noJson is JsonException or InvalidOperationException or ArgumentException)
        {
            return value;
        }
    }
}
