using System.Text;
using System.Text.Json;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <inheritdoc cref="ISchemas"/>
internal sealed class SchemaTools(IReadOnlyList<EventClass> events, EventSchemaSettings settings, IReadOnlyList<Upcaster>? upcasters = null) : ISchemas
{
    public string Locate(string? directory)
    {
        var wanted = directory ?? (settings.IsDirectoryGiven ? settings.Directory : "avro");
        for (var above = Environment.CurrentDirectory; above is not null; above = Path.GetDirectoryName(above))
            if (Path.GetFullPath(wanted, above) is var found && Directory.Exists(found)) return found;

        return directory is null && Directory.Exists(settings.Directory)
            ? settings.Directory
            : throw new StartupException($"There is no directory {wanted}{(Path.IsPathRooted(wanted) ? "" : $" in {Environment.CurrentDirectory} or above it")}. Give the path of the one with the schemas.");
    }

    public IReadOnlyList<SchemaProblem> Validate(string? directory)
    {
        var located = Locate(directory);
        var folder = new SchemaFolder(located, Upcasters);
        var names = NamesIn(folder);
        foreach (var one in names) folder.Load(one);

        var golden = new GoldenEvents(folder, names);
        golden.CheckFrozen();
        if (folder.Problems.Count == 0) golden.CheckRead(Serializer(located));
        return folder.Problems;
    }

    public IReadOnlyList<SchemaProblem> Unrecorded(string? directory)
    {
        var folder = new SchemaFolder(Locate(directory));
        foreach (var (name, version) in new GoldenEvents(folder, NamesIn(folder)).Missing())
            folder.ReportOn(folder.PathOf(name, version))("", "has no golden event", $"Once it is as it shall be released, record it, with schemas record {name.Name}");
        return folder.Problems;
    }

    public IReadOnlyList<string> Drafts(string? directory)
    {
        var folder = new SchemaFolder(Locate(directory));
        return [.. new GoldenEvents(folder, NamesIn(folder)).Drafts().Select(one => folder.Shown(folder.PathOf(one.Name, one.Version)))];
    }

    public IReadOnlyList<string> Record(string? eventName, string? directory)
    {
        var located = LocateSource(directory);
        var folder = new SchemaFolder(located, Upcasters);
        var names = NamesIn(folder);
        var wanted = eventName is null ? names : [Find(eventName, names)];
        if (Validate(located) is { Count: > 0 } problems) throw new StartupException("Nothing is recorded of schemas that have problems", problems.Select(problem => $"{problem}"));

        return new GoldenEvents(folder, wanted).Record(Serializer(located));
    }

    public IReadOnlyList<SchemaDifference> Diff(string eventName, string? directory)
    {
        var folder = new SchemaFolder(Locate(directory), Upcasters);
        var wanted = Find(eventName, NamesIn(folder));
        var schema = folder.Read(wanted) ?? throw Unusable(folder);
        return [.. from step in schema.Steps.Index()
                   let older = step.Index + 1
                   let upcaster = Upcasters.FirstOrDefault(one => one.EventType == wanted.Name && one.Version == older)
                   from change in step.Item.Changes
                   select new SchemaDifference(
                       folder.Shown(folder.PathOf(wanted, older + 1)), change.Path, change.What,
                       upcaster is null ? change.Consequence : $"Events of version {older} are read by {upcaster}", change.IsReadable || upcaster is not null)];
    }

    public IReadOnlyList<SchemaListEntry> List(string? directory)
    {
        var folder = new SchemaFolder(Locate(directory));
        return [.. from one in events
                   orderby one.Name
                   let version = folder.VersionOf(one)
                   select new SchemaListEntry(one.Name, $"{one}", version, version == 0 ? null : folder.Shown(folder.PathOf(one, version)))];
    }

    public string WriteNext(string eventName, string? directory)
    {
        var wanted = Find(eventName, events);
        var folder = new SchemaFolder(LocateSource(directory));
        var version = folder.VersionOf(wanted);
        var text = TextFor(wanted, version == 0 ? [] : FieldsToKeep(wanted, folder, isAsked: Upcasters.Any(one => one.EventType == wanted.Name && one.Version == version)));
        var isDraft = version > 0 && new GoldenEvents(folder, [wanted]).IsDraft(wanted, version);
        var path = folder.PathOf(wanted, isDraft ? version : version + 1);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = new FileStream(path, isDraft ? FileMode.Create : FileMode.CreateNew);
            file.Write(text);
            return path;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} cannot be written: {failure.Message}", failure);
        }
    }

    private IReadOnlyList<Upcaster> Upcasters => upcasters ?? [];

    /// <summary>Every event, and those that have no class any more, but an upcaster.</summary>
    private List<EventTypeName> NamesIn(SchemaFolder folder) => [.. events, .. VersionDiscovery.Retired(events, folder, Upcasters)];

    private static T Find<T>(string eventName, IReadOnlyList<T> among) where T : EventTypeName =>
        among.FirstOrDefault(one => eventName == one.Name || (one is EventClass && eventName == $"{one}"))
        ?? throw new StartupException($"There is no event {eventName}. Those that there are", among.Select(one => one is EventClass ? $"{one}" : one.Name));

    private EventSerializer Serializer(string directory)
    {
        var located = new EventSchemaSettings { Directory = directory, Enabled = true };
        return new EventSerializer(new EventCatalogue(events, located, Upcasters), located);
    }

    private string LocateSource(string? directory) => Locate(directory) is var located && !located.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal)
        ? located
        : throw new StartupException($"{located} lies beside the binaries and is made anew with them. Give the path of the directory that it is copied from.");

    private static StartupException Unusable(SchemaFolder folder) => new("The schemas that are there cannot be used as they are", folder.Problems.Select(problem => $"{problem}"));

    /// <summary>What fits its property stays as it is, unless it has to do with names: what they stand for may be defined elsewhere then.</summary>
    /// <param name="isAsked">Whether an upcaster asks for the next version, though this one fits.</param>
    private static Dictionary<string, JsonElement> FieldsToKeep(EventClass wanted, SchemaFolder folder, bool isAsked)
    {
        var schema = folder.Read(wanted) ?? throw Unusable(folder);
        var misfits = new List<string>();
        EventFit.Check(schema.Newest, wanted, (path, _, _) => misfits.Add(path));
        if (misfits.Count == 0 && !isAsked) throw new StartupException($"{wanted} fits version {schema.Version} of its schema already: there is nothing to write.");

        return schema.Newest.Json.GetProperty("fields").EnumerateArray()
            .Where(field => IsPlain(field.GetProperty("type")) && !misfits.Any(path => $"{path}.".StartsWith($"fields.{field.GetProperty("name")}.", StringComparison.Ordinal)))
            .ToDictionary(field => field.GetProperty("name").GetString()!);
    }

    private static bool IsPlain(JsonElement type) => type.ValueKind switch
    {
        JsonValueKind.String => SchemaLint.IsPrimitive(type.GetString()!),
        JsonValueKind.Array => type.EnumerateArray().All(IsPlain),
        _ => !type.TryGetProperty("name", out _) && IsPlain(type.TryGetProperty("items", out var part) || type.TryGetProperty("values", out part) ? part : type.GetProperty("type")),
    };

    private static byte[] TextFor(EventClass wanted, Dictionary<string, JsonElement> kept)
    {
        try
        {
            var text = Encoding.UTF8.GetBytes(new SchemaWriter(new DocComments(wanted.Event.Assembly)).Write(wanted.Name, wanted.Event, kept));
            var problems = new List<string>();
            Report report = (path, reason, wayOut) => problems.Add($"{path}: {reason}. {wayOut}.");
            if (SchemaFile.Parse(text, report) is { } file) EventFit.Check(file, wanted, report);
            return problems.Count == 0 ? text : throw new StartupException($"{wanted} cannot be said in a schema as it is", problems);
        }
        catch (NotSupportedException unsayable)
        {
            throw new StartupException($"{wanted}: {unsayable.Message}. Give it another type, or write the schema by hand.", unsayable);
        }
    }
}
