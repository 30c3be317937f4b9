using System.Text.Json;
using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Vectors;

/// <summary>Every tree of schema files is laid out, a service started on it, and the same events are saved. Each save is a vector, F096.2 the second.</summary>
public sealed class SchemaFolderAgreementTests : IDisposable
{
    private static readonly IReadOnlyList<JsonElement> _scenarios = VectorFile.Read("schema_folder.json", "scenarios");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_service_starts_and_saves_where_it_does_in_djangoevents()
    {
        List<Outcome> outcomes = [];
        foreach (var scenario in _scenarios)
        {
            var saves = scenario.GetProperty("store").EnumerateArray().ToList();
            for (var i = 0; i < saves.Count; i++)
                outcomes.Add(await RunAsync(saves.Count == 1 ? scenario.Text("id") : $"{scenario.Text("id")}.{i + 1}", scenario, saves[i]));
            if (saves.Count == 0) outcomes.Add(await RunAsync(scenario.Text("id"), scenario, null));
        }

        Assert.Equal((54, 62), (_scenarios.Count, outcomes.Count));
        Agreement.Check("Starting and saving", outcomes);
    }

    private async Task<Outcome> RunAsync(string vector, JsonElement scenario, JsonElement? save)
    {
        var root = Directory.CreateDirectory(_folder.File(vector)).FullName;
        LayOut(scenario.GetProperty("tree"), root);
        var theirs = Theirs(scenario, save);
        try
        {
            using var service = new TestService(root, settings: Settings(scenario.GetProperty("config"), root), aggregates: Aggregates(scenario, save));
            return new Outcome(vector, theirs, save is { } asked ? $"stores as version {await SaveAsync(service, root, asked)}" : "starts");
        }
        catch (StartupException told)
        {
            var unnamed = scenario.GetProperty("warned_of").EnumerateArray().Select(file => file.GetString()!)
                .Where(file => !told.Message.Contains(Directory.Exists(Path.Combine(root, "avro")) ? file : Path.Combine(root, "avro"), StringComparison.Ordinal));
            Assert.True(!unnamed.Any(), $"{vector}: {string.Join(", ", unnamed)} should be among:\n{told.Message}");
            return new Outcome(vector, theirs, "start fails", told.Message);
        }
        catch (EventSchemaException rejected)
        {
            return new Outcome(vector, theirs, "rejects", rejected.Message);
        }
    }

    private static string Theirs(JsonElement scenario, JsonElement? save)
    {
        if (!scenario.GetProperty("starts").GetBoolean()) return "start fails";
        var came = save is not { } asked ? "starts" : asked.Text("result") == "stored" ? $"stores as version {asked.GetProperty("event_version")}" : "rejects";
        return scenario.GetProperty("warned_of").GetArrayLength() > 0 ? $"warns, {came}" : came;
    }

    /// <returns>The version in the stored row, whose data are those that djangoevents stored.</returns>
    private static async Task<long> SaveAsync(TestService service, string root, JsonElement save)
    {
        var (aggregate, created) = Created(save.GetProperty("args"));
        aggregate.Happen(created);
        var store = save.TryGetProperty("force_validate", out _) ? service.Store.WithValidation() : service.Store;
        await store.SaveAsync(aggregate, default);

        using var file = new JournalFile(Path.Combine(root, TestService.JournalName));
        if (save.TryGetProperty("event_data", out var data))
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(data.GetString()!), JsonNode.Parse((string)file.Scalar("SELECT event_data FROM event_journal")!)), data.GetString());
        return (long)file.Scalar("SELECT event_version FROM event_journal")!;
    }

    /// <summary>The aggregate whose event takes these arguments.</summary>
    private static (Raising Aggregate, DomainEvent Created) Created(JsonElement args)
    {
        var id = Guid.CreateVersion7();
        if (!args.TryGetProperty("label", out var label)) return (new Bare.Todo(id), new Bare.Todo.Created());
        if (label.ValueKind == JsonValueKind.Number) return (new Numbered.Todo(id), new Numbered.Todo.Created(label.GetInt32()));
        return args.TryGetProperty("extra", out var extra)
            ? (new LabelledWithMore.Todo(id), new LabelledWithMore.Todo.Created(label.GetString()!, extra.GetInt32()))
            : (new Labelled.Todo(id), new Labelled.Todo.Created(label.GetString()!));
    }

    private static Type[] Aggregates(JsonElement scenario, JsonElement? save)
    {
        var events = scenario.GetProperty("events").EnumerateArray().Select(one => one.Text("event")).ToList();
        if (scenario.GetProperty("store").EnumerateArray().Any(one => one.Text("event") == "Todo.Closed")) return [typeof(Closable.Todo)];
        if (events.Contains("Todo.Renamed")) return [typeof(Doable.Todo)];
        if (events.Count == 2) return [typeof(Bare.Todo), typeof(BareToo.Todo)];
        if (save is { } asked) return [Created(asked.GetProperty("args")).Aggregate.GetType()];
        return events.Count == 0 && scenario.GetProperty("starts").GetBoolean() ? [] : [typeof(Bare.Todo)];
    }

    private static Dictionary<string, string?> Settings(JsonElement config, string root)
    {
        // The default lies beside the binaries, with whatever the solution has there; the project's own avro stands for it.
        var settings = new Dictionary<string, string?> { ["EventSchemas:Directory"] = Path.Combine(root, "avro") };
        if (config.ValueKind != JsonValueKind.Object) return settings;

        if (config.TryGetProperty("ADDS_SCHEMA_VERSION_TO_EVENT_DATA", out var adds)) settings["EventSchemas:AddVersionToEventData"] = adds.ToString();
        if (!config.TryGetProperty("EVENT_SCHEMA_VALIDATION", out var validation)) return settings;

        if (validation.TryGetProperty("ENABLED", out var enabled)) settings["EventSchemas:Enabled"] = enabled.ToString();
        if (validation.TryGetProperty("SCHEMA_DIR", out var directory)) settings["EventSchemas:Directory"] = directory.GetString()!.Replace("{ROOT}", root, StringComparison.Ordinal);
        return settings;
    }

    private static void LayOut(JsonElement tree, string root)
    {
        foreach (var entry in tree.EnumerateObject())
        {
            var path = Path.Combine(root, entry.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (entry.Value.ValueKind == JsonValueKind.String) File.WriteAllText(path, entry.Value.GetString());
            else if (entry.Value.TryGetProperty("hex", out var hex)) File.WriteAllBytes(path, Convert.FromHexString(hex.GetString()!));
            else if (entry.Value.TryGetProperty("symlink", out var target)) File.CreateSymbolicLink(path, target.GetString()!);
            else Directory.CreateDirectory(path);
        }
    }
}
