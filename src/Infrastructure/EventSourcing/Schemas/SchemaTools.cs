using System.Text;
using System.Text.Json;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <inheritdoc cref="ISchemas"/>
internal sealed class SchemaTools(IReadOnlyList<EventClass> events, EventSchemaSettings settings) : ISchemas
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
        var folder = new SchemaFolder(Locate(directory));
        foreach (var one in events) folder.Load(one);
        return folder.Problems;
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
        var wanted = events.FirstOrDefault(one => eventName == one.Name || eventName == $"{one}")
            ?? throw new StartupException($"There is no event {eventName}. Those that there are", events.Select(one => $"{one}"));

        var located = Locate(directory);
        if (located.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal))
            throw new StartupException($"{located} lies beside the binaries and is made anew with them. Give the path of the directory that it is copied from.");

        var folder = new SchemaFolder(located);
        var version = folder.VersionOf(wanted);
        var text = TextFor(wanted, version == 0 ? [] : FieldsToKeep(wanted, folder));
        var path = folder.PathOf(wanted, version + 1);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = new FileStream(path, FileMode.CreateNew);
            file.Write(text);
            return path;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} cannot be written: {failure.Message}", failure);
        }
    }

    /// <summary>What fits its property stays as it is, unless it has to do with names: what they stand for may be defined elsewhere then.</summary>
    private static Dictionary<string, JsonElement> FieldsToKeep(EventClass wanted, SchemaFolder folder)
    {
        var newest = folder.Read(wanted) ?? throw new StartupException("The schemas that are there cannot be used as they are", folder.Problems.Select(problem => $"{problem}"));
        var misfits = new List<string>();
        EventFit.Check(newest, wanted, (path, _, _) => misfits.Add(path));
        if (misfits.Count == 0) throw new StartupException($"{wanted} fits version {newest.Version} of its schema already: there is nothing to write.");

        return newest.File.Json.GetProperty("fields").EnumerateArray()
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
            if (SchemaFile.Parse(text, report) is { } file) EventFit.Check(new EventSchema(Version: 0, file), wanted, report);
            return problems.Count == 0 ? text : throw new StartupException($"{wanted} cannot be said in a schema as it is", problems);
        }
        catch (NotSupportedException unsayable)
        {
            throw new StartupException($"{wanted}: {unsayable.Message}. Give it another type, or write the schema by hand.", unsayable);
        }
    }
}
