using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>
/// What is kept of a released version of a schema, beside it in the folder <c>golden</c>: its hash, so that nobody changes it unnoticed, and an event of that version,
/// which the service has to read for ever.
/// </summary>
internal sealed class GoldenEvents(SchemaFolder folder, IReadOnlyList<EventTypeName> names)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="SchemaSha256">Of the schema's JSON without the blanks between its tokens.</param>
    /// <param name="EventData">As it would stand in the journal.</param>
    private sealed record Golden(string SchemaSha256, JsonObject EventData);

    /// <summary>The versions that are not recorded.</summary>
    public IEnumerable<(EventTypeName Name, int Version)> Missing() =>
        from name in names
        from version in Enumerable.Range(1, folder.VersionOf(name))
        where !File.Exists(folder.GoldenPathOf(name, version))
        select (name, version);

    /// <summary>Reports versions that have changed or gone since they were recorded.</summary>
    public void CheckFrozen()
    {
        foreach (var (name, version) in folder.Recorded())
        {
            var (path, report) = (folder.PathOf(name, version), folder.ReportOn(folder.PathOf(name, version)));
            if (!names.Any(one => (one.AggregateName, one.Name) == (name.AggregateName, name.Name)))
                report("", $"{name.Name} is no event any more, though it was released", "Keep its class, or write an upcaster that reads it");
            else if (!File.Exists(path))
                report("", "is missing, though it was released", "Put it back");
            else if (Read(name, version) is { } golden && SchemaFile.Read(path, (_, _, _) => { }) is { } schema && golden.SchemaSha256 != Hash(schema))
                report("", "has changed since it was released", $"Put it back, and write a next version; or, if it never was released, delete {folder.Shown(folder.GoldenPathOf(name, version))} and record it again");
        }
    }

    /// <summary>Reports golden events that do not fit their schema, or that the service cannot read.</summary>
    public void CheckRead(EventSerializer serializer)
    {
        foreach (var (name, version) in folder.Recorded())
        {
            if (Read(name, version) is { } golden && Problem(serializer, name, version, golden.EventData) is { } problem)
                folder.ReportOn(folder.GoldenPathOf(name, version))("event_data", problem, "Correct the class or the upcaster, so that what was stored can be read");
        }
    }

    /// <returns>The files that were written.</returns>
    /// <exception cref="StartupException">Of a version no example can be made that is read.</exception>
    public IReadOnlyList<string> Record(EventSerializer serializer)
    {
        var written = new List<string>();
        foreach (var (name, version) in Missing().ToList())
        {
            var schema = folder.Read(name)!.Files[version - 1];
            var golden = new Golden(Hash(schema), SchemaExample.Of(schema, name as EventClass));
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

    private Golden? Read(EventTypeName name, int version)
    {
        var path = folder.GoldenPathOf(name, version);
        try
        {
            if (JsonSerializer.Deserialize<Golden>(File.ReadAllText(path), Json) is { SchemaSha256: not null, EventData: not null } golden) return golden;
            folder.ReportOn(path)("", "has no \"schema_sha256\" or no \"event_data\"", "Put it back");
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            folder.ReportOn(path)("", $"cannot be read: {unreadable.Message.TrimEnd('.')}", "Put it back");
        }

        return null;
    }

    private static string? Problem(EventSerializer serializer, EventTypeName name, int version, JsonObject data)
    {
        var stored = new EventEnvelope(
            Position: 0, Guid.Empty, name.Name, version, data.ToJsonString(EventJson.Options), name.AggregateName, Guid.Empty, AggregateVersion: 0, DateTimeOffset.UnixEpoch, Metadata: "{}");
        try
        {
            if (serializer.Check(stored) is { Count: > 0 } errors) return $"does not fit its schema: {string.Join("; ", errors)}";

            serializer.ToEvents(stored);
            return null;
        }
        catch (UnreadableEventException unreadable)
        {
            return unreadable.Message["Position 0: ".Length..].TrimEnd('.');
        }
    }

    private static string Hash(SchemaFile schema) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(schema.Json)));
}
