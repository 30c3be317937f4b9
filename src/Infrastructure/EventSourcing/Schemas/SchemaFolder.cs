using System.Globalization;
using System.Text.RegularExpressions;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>The newest schema of an event.</summary>
internal sealed record EventSchema(int Version, SchemaPlan Plan);

/// <summary>
/// A folder of event schemas, <c>aggregate/v1_event_type.json</c>, <c>v2_…</c>. The event version is the highest N for which
/// v1 … vN exist.
/// </summary>
internal sealed partial class SchemaFolder
{
    private readonly string _directory;
    private readonly List<string> _problems = [];

    private SchemaFolder(string directory) => _directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));

    /// <summary>Reads the schemas of these events, all versions.</summary>
    /// <exception cref="StartupException">Names every file that is missing or broken.</exception>
    public static IReadOnlyDictionary<(string Aggregate, string EventType), EventSchema> Load(
        string directory, IEnumerable<(string Aggregate, string EventType)> events) => new SchemaFolder(directory).Load(events);

    /// <summary>The event version by the names of the files alone; 1 if there is none.</summary>
    public static int VersionOf(string directory, string aggregate, string eventType)
    {
        var version = 1;
        while (File.Exists(Path.Combine(directory, aggregate, FileName(version + 1, eventType)))) version++;
        return version;
    }

    private Dictionary<(string, string), EventSchema> Load(IEnumerable<(string Aggregate, string EventType)> events)
    {
        if (!Directory.Exists(_directory))
        {
            throw new StartupException($"The directory of event schemas, {_directory}, {(File.Exists(_directory) ? "is a file" : "does not exist")}. "
                + "Set EventSchemas:Directory to the right one, or EventSchemas:Enabled to false.");
        }

        var schemas = new Dictionary<(string, string), EventSchema>();
        foreach (var aggregate in events.Distinct().GroupBy(one => one.Aggregate, one => one.EventType))
        {
            if (VersionsIn(aggregate.Key) is not { } versions) continue;
            foreach (var eventType in aggregate)
                if (Load(aggregate.Key, eventType, [.. versions[eventType].Order()]) is { } schema)
                    schemas.Add((aggregate.Key, eventType), schema);
        }

        return _problems.Count == 0 ? schemas : throw new StartupException(
            $"The event schemas in {_directory} cannot be used. Correct them, or set EventSchemas:Enabled to false.\n{string.Join('\n', _problems)}");
    }

    private EventSchema? Load(string aggregate, string eventType, int[] versions)
    {
        var contiguous = versions.TakeWhile((version, index) => version == index + 1).Count();
        if (versions.Length == 0) Note(1, "is missing. Create it.");
        else if (contiguous < versions.Length)
            Note(contiguous + 1, $"is missing, though v{versions[contiguous]} exists. Create it, or renumber the later ones.");

        EventSchema? newest = null;
        foreach (var version in versions)
        {
            var record = SchemaFile.Read(Path.Combine(_directory, aggregate, FileName(version, eventType)), eventType, problem => Note(version, problem));
            if (record is null || version != versions[^1]) continue;
            SchemaFile.CheckEnvelope(record, problem => Note(version, problem));
            newest = new EventSchema(version, SchemaPlan.Compile(record));
        }

        return newest;

        void Note(int version, string problem) => _problems.Add($"{ShownPath(aggregate)}/{FileName(version, eventType)}: {problem}");
    }

    private ILookup<string, int>? VersionsIn(string aggregate)
    {
        var folder = Path.Combine(_directory, aggregate);
        try
        {
            var names = Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName) : [];
            return names.Select(name => VersionedName.Match(name!))
                .Where(match => match.Success)
                .ToLookup(match => match.Groups[2].Value, match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            _problems.Add($"{ShownPath(aggregate)}: cannot be read: {unreadable.Message.TrimEnd('.')}. Make it readable.");
            return null;
        }
    }

    private string ShownPath(string aggregate) => $"{Path.GetFileName(_directory)}/{aggregate}";

    private static string FileName(int version, string eventType) => $"v{version}_{eventType}.json";

    [GeneratedRegex(@"^v([1-9][0-9]{0,8})_(.+)\.json\z")]
    private static partial Regex VersionedName { get; }
}
