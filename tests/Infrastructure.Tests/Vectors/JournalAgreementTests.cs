using System.Text.Json;
using System.Text.RegularExpressions;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Vectors;

/// <summary>Every event that can be said here is stored, and its row compared with the one of djangoevents.</summary>
public sealed partial class JournalAgreementTests : IDisposable
{
    /// <summary>The id of the aggregate in every vector whose id may be one here.</summary>
    private const string TheirId = "6deaca4c-d866-4b28-9878-8814a55a4688";

    private static readonly DateTimeOffset _now = new DateTimeOffset(2016, 11, 7, 19, 29, 19, TimeSpan.Zero).AddMicroseconds(741678);
    private static readonly IReadOnlyList<JsonElement> _vectors = VectorFile.Read("journal.json", "vectors");

    private readonly TempFolder _folder = new();
    private readonly Dictionary<(Type Aggregate, bool AddsVersion), TestService> _services = [];

    public void Dispose()
    {
        foreach (var service in _services.Values) service.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_data_of_an_event_are_those_of_djangoevents()
    {
        var stored = await StoreAllAsync(addsVersion: false);

        Assert.Equal(77, stored.Count);
        Agreement.Check("Data of events", [.. stored.Select(one => new Outcome(
            one.Vector.Text("id"), one.Theirs("event_data"), one.Row?["event_data"] ?? "cannot be said"))]);
    }

    [Fact]
    public async Task The_other_columns_are_those_of_djangoevents()
    {
        var stored = (await StoreAllAsync(addsVersion: false)).FindAll(one => one.Row is not null);
        List<string> columns = [.. stored[0].Vector.GetProperty("row").EnumerateObject().Select(column => column.Name).Where(column => column != "event_data")];

        List<Outcome> outcomes = [];
        foreach (var column in columns)
        {
            var each = stored.ConvertAll(one => new Outcome($"{one.Vector.Text("id")} {column}", one.Theirs(column), Masked(one.Row![column])));
            if (each.TrueForAll(one => one.Theirs != one.Ours)) outcomes.Add(new Outcome(column, each[0].Theirs, Assert.Single(each.DistinctBy(one => one.Ours)).Ours));
            else outcomes.AddRange(each);
        }

        Assert.Equal((8, 66), (columns.Count, stored.Count));
        Agreement.Check("Other columns", outcomes);
    }

    [Fact]
    public async Task The_version_of_djangoevents_stands_last_in_the_data_where_it_is_asked_for()
    {
        var plain = await StoreAllAsync(addsVersion: false);
        var versioned = await StoreAllAsync(addsVersion: true);

        foreach (var (without, with) in plain.Zip(versioned).Where(pair => pair.First.Row is not null))
        {
            var version = SchemaVersion.Match(without.Vector.Text("event_data_with_version"));
            Assert.Equal($$"""{{without.Row!["event_data"][..^1]}},{{version}}}""", with.Row!["event_data"]);
        }
    }

    private async Task<List<Stored>> StoreAllAsync(bool addsVersion)
    {
        List<Stored> stored = [];
        foreach (var vector in _vectors) stored.Add(await StoreAsync(vector, addsVersion));
        return stored;
    }

    private async Task<Stored> StoreAsync(JsonElement vector, bool addsVersion)
    {
        var said = Say(vector, Guid.CreateVersion7());
        return new Stored(vector, said is { } sayable ? await StoreAsync(sayable.Aggregate, sayable.Happened, addsVersion) : null);
    }

    /// <returns>The columns of the last event's row, as text.</returns>
    private async Task<Dictionary<string, string>> StoreAsync(Raising aggregate, DomainEvent[] happened, bool addsVersion)
    {
        foreach (var one in happened) aggregate.Happen(one);
        var service = ServiceOf(aggregate.GetType(), addsVersion, out var folder);
        await service.Store.SaveAsync(aggregate, default);

        using var file = new JournalFile(Path.Combine(folder, TestService.JournalName));
        return file.Column<string>("SELECT name FROM pragma_table_info('event_journal')").ToDictionary(column => column, column => file
            .Scalar($"SELECT CAST({column} AS TEXT) FROM event_journal WHERE aggregate_id = '{aggregate.Id}' ORDER BY aggregate_version DESC LIMIT 1")!.ToString()!
            .Replace(aggregate.Id.ToString(), TheirId, StringComparison.Ordinal));
    }

    /// <summary>The same in C#; null if there is no such thing.</summary>
    private static (Raising Aggregate, DomainEvent[] Happened)? Say(JsonElement vector, Guid id)
    {
        var args = vector.GetProperty("args").EnumerateObject().ToDictionary(arg => arg.Name, arg => arg.Value);
        args.Remove("domain_event_id");     // the store gives it
        args.Remove("entity_version");      // the aggregate counts
        if (!args.Remove("entity_id", out var entity) || !entity.ToString().Contains(TheirId, StringComparison.Ordinal)) return null;
        if (args.Remove("metadata", out var metadata) && metadata.ValueKind != JsonValueKind.Object) return null;

        return (vector.Text("event"), string.Join(',', args.Keys)) switch
        {
            ("Created", "label") => (new Labelled.Todo(id), [new Labelled.Todo.Created(args["label"].GetString()!)]),
            ("Created", "value") => PythonValue.TryRead(args["value"], out var value) ? (new Valued.Todo(id), [new Valued.Todo.Created(value)]) : null,
            ("Created", "timestamp") => (new Stamped.Todo(id), [new Stamped.Todo.Created(args["timestamp"].GetString()!)]),
            ("Created", "a,b,c") => (new Holding.Todo(id), [new Holding.Todo.Created([], [], "")]),
            ("V3", "a") => (new Countable.Todo(id), [new Countable.Todo.Created(), new Countable.Todo.V3(args["a"].GetInt32())]),
            ("Zero", "a") => (new Countable.Todo(id), [new Countable.Todo.Created(), new Countable.Todo.Zero(args["a"].GetInt32())]),
            _ => null,
        };
    }

    private TestService ServiceOf(Type aggregate, bool addsVersion, out string folder)
    {
        folder = _folder.File($"{aggregate.DeclaringType!.Name}-{addsVersion}");
        if (_services.TryGetValue((aggregate, addsVersion), out var known)) return known;

        var schemas = Directory.CreateDirectory(Path.Combine(folder, "avro", "todo")).FullName;
        for (var version = 1; version <= 3; version++) File.WriteAllText(Path.Combine(schemas, $"v{version}_todo_v3.json"), "");
        return _services[(aggregate, addsVersion)] = new TestService(
            folder, clock: new FixedClock(_now), aggregates: [aggregate],
            settings: new() { ["EventSchemas:Directory"] = "avro", ["EventSchemas:AddVersionToEventData"] = addsVersion.ToString() });
    }

    /// <param name="Row">The columns of the event's row; null if it cannot be said.</param>
    private sealed record Stored(JsonElement Vector, Dictionary<string, string>? Row)
    {
        public string Theirs(string column) => Vector.GetProperty("row").GetProperty(column).ToString();
    }

    private static string Masked(string text) => UuidVersion7.Replace(text, "(UUID version 7)");

    [GeneratedRegex("\"schema_version\":[0-9]+")]
    private static partial Regex SchemaVersion { get; }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")]
    private static partial Regex UuidVersion7 { get; }
}
