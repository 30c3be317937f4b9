using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>
/// What is kept of a released version of a schema, beside it in the folder <c>golden</c>: its hash, so that nobody changes it unnoticed; an event of that version,
/// which the service has to read for ever; and what the one of the version before became, so that nobody changes how it is read.
/// A draft, <c>{"draft": true}</c>, stands there for a version that is not released yet: it may still change.
/// </summary>
internal sealed class GoldenEvents(SchemaFolder folder, IReadOnlyList<EventTypeName> names)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private const string Misfit = "does not fit its schema";

    /// <param name="SchemaSha256">Of the schema's JSON without the blanks between its tokens.</param>
    /// <param name="EventData">As it would stand in the journal.</param>
    /// <param name="FromPrevious">The golden event of the version before, brought up to this one; null for the first, and where an upcaster makes other events of it.</param>
    private sealed record Golden(string AggregateType, string SchemaSha256, JsonObject EventData, JsonObject? FromPrevious, bool? Draft = null);

    /// <summary>The versions that are neither recorded nor drafts.</summary>
    public IEnumerable<(EventTypeName Name, int Version)> Missing() => Versions().Where(one => !File.Exists(folder.GoldenPathOf(one.Name, one.Version)));

    public IEnumerable<(EventTypeName Name, int Version)> Drafts() => Versions().Where(one => IsDraft(one.Name, one.Version));

    /// <summary>Reports versions that have changed or gone since they were recorded.</summary>
    public void CheckFrozen()
    {
        foreach (var (name, version) in Released())
        {
            var (path, report) = (folder.PathOf(name, version), folder.ReportOn(folder.PathOf(name, version)));
            if (!names.Any(one => (one.AggregateName, one.Name) == (name.AggregateName, name.Name)))
            {
                var attribute = names.Any(one => one.AggregateName == name.AggregateName) ? $"[EventType(\"{name.Name}\")]" : $"[AggregateType(\"{name.AggregateName}\")]";
                report("", $"{name.Name} is no event any more, though it was released", $"Keep its class; if the class has another name now, keep the stored one with {attribute}; or write an upcaster that reads it");
            }
            else if (!File.Exists(path))
                report("", "is missing, though it was released", "Put it back");
            else if (Read(name, version) is not { } golden || SchemaFile.Read(path, (_, _, _) => { }) is not { } schema)
                continue;
            else if (golden.AggregateType != name.AggregateName)
                report("", $"was released as an event of {golden.AggregateType}", $"Leave it in the folder {golden.AggregateType}, and give the class [AggregateType(\"{golden.AggregateType}\")]");
            else if (golden.SchemaSha256 != Hash(schema))
                report("", "has changed since it was released", $"Put it back, and write a next version; or, if it never was released, delete {folder.Shown(folder.GoldenPathOf(name, version))} and record it again");
        }
    }

    /// <summary>Reports golden events that do not fit their schema, or that the service cannot read.</summary>
    public void CheckRead(EventSerializer serializer)
    {
        foreach (var (name, version) in Released())
        {
            if (Read(name, version) is not { } golden) continue;

            var report = folder.ReportOn(folder.GoldenPathOf(name, version));
            if (Problem(serializer, name, version, golden.EventData) is { } problem)
                report("event_data", problem, problem.StartsWith(Misfit, StringComparison.Ordinal) ? "Put it back, or make it fit" : "Correct the class or the upcaster, so that what was stored can be read");
            else if (golden.FromPrevious is not null && Previous(name, version) is { } previous && Problem(serializer, name, version - 1, previous.EventData) is null
                && FromPrevious(serializer, name, version) is var now && !JsonNode.DeepEquals(golden.FromPrevious, now))
                report("from_previous", $"the golden event of version {version - 1} is read as {now?.ToJsonString(EventJson.Options) ?? "another event"} now", "Bring the upcaster back as it was released; if it is the golden event that has changed, write this here");
        }
    }

    /// <returns>The files that were written.</returns>
    /// <exception cref="StartupException">Of a version no example can be made that is read.</exception>
    public IReadOnlyList<string> Record(EventSerializer serializer)
    {
        var written = new List<string>();
        foreach (var (name, version) in Versions().Where(one => IsDraft(one.Name, one.Version) || !File.Exists(folder.GoldenPathOf(one.Name, one.Version))).ToList())
        {
            var schema = folder.Read(name)!.Files[version - 1];
            var golden = new Golden(name.AggregateName, Hash(schema), SchemaExample.Of(schema, name as EventClass), FromPrevious(serializer, name, version));
            var path = folder.GoldenPathOf(name, version);
            if (Problem(serializer, name, version, golden.EventData) is { } problem)
            {
                throw new StartupException($"{folder.Shown(folder.PathOf(name, version))}: the example that is made of it cannot be used: {problem}. "
                    + $"Write {path} by hand, with an event_data that can be read:\n{JsonSerializer.Serialize(golden, Json)}");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, JsonSerializer.Serialize(golden, Json).ReplaceLineEndings("\n") + "\n");
            written.Add(path);
        }

        return written;
    }

    private IEnumerable<(EventTypeName Name, int Version)> Versions() => names.SelectMany(name => Enumerable.Range(1, folder.VersionOf(name)).Select(version => (name, version)));

    private IEnumerable<(EventTypeName Name, int Version)> Released() => folder.Recorded().Where(one => !IsDraft(one.Name, one.Version));

    public bool IsDraft(EventTypeName name, int version) => Read(name, version, (_, _, _) => { }) is { Draft: true };

    private Golden? Read(EventTypeName name, int version, Report? report = null)
    {
        var path = folder.GoldenPathOf(name, version);
        try
        {
            if (JsonSerializer.Deserialize<Golden>(File.ReadAllText(path), Json) is { } golden && golden is { Draft: true, SchemaSha256: null } or { Draft: null, AggregateType: not null, SchemaSha256: not null, EventData: not null }) return golden;
            (report ?? folder.ReportOn(path))("", "is neither a draft nor has all of \"aggregate_type\", \"schema_sha256\" and \"event_data\"", "Put it back");
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            (report ?? folder.ReportOn(path))("", $"cannot be read: {unreadable.Message.TrimEnd('.')}", "Put it back");
        }

        return null;
    }

    private Golden? Previous(EventTypeName name, int version) =>
        version > 1 && File.Exists(folder.GoldenPathOf(name, version - 1)) && !IsDraft(name, version - 1) ? Read(name, version - 1) : null;

    private JsonObject? FromPrevious(EventSerializer serializer, EventTypeName name, int version) =>
        Previous(name, version) is { } previous ? serializer.ToNextVersion(Stored(name, version - 1, previous.EventData)) : null;

    private static string? Problem(EventSerializer serializer, EventTypeName name, int version, JsonObject data)
    {
        var stored = Stored(name, version, data);
        try
        {
            if (serializer.Check(stored) is { Count: > 0 } errors) return $"{Misfit}: {string.Join("; ", errors)}";
            if (serializer.CheckUpcast(stored) is { Count: > 0 } misfits) return $"does not fit the newest schema when it is brought up: {string.Join("; ", misfits)}";

            serializer.ToEvents(stored);
            return null;
        }
        catch (UnreadableEventException unreadable)
        {
            return unreadable.Message["Position 0: ".Length..].TrimEnd('.');
        }
    }

    private static EventEnvelope Stored(EventTypeName name, int version, JsonObject data) => new(
        Position: 0, Guid.Empty, name.Name, version, data.ToJsonString(EventJson.Options), name.AggregateName, Guid.Empty, AggregateVersion: 0, DateTimeOffset.UnixEpoch, Metadata: "{}");

    private static string Hash(SchemaFile schema) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(schema.Json)));
}
