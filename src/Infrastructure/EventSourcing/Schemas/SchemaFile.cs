using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Avro;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Reads one event schema. The library reads laxly and fails in many ways: what it must not decide is checked before and after it.</summary>
internal static class SchemaFile
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>The fields that are added to an event's own before it is checked.</summary>
    private static readonly (string Name, string[] Types)[] _envelope =
        [("entity_id", ["string", "uuid"]), ("entity_version", ["long"]), ("domain_event_id", ["string", "uuid"])];

    /// <returns>The event's record, or null if problems were found.</returns>
    public static RecordSchema? Read(string path, string eventType, Action<string> problem)
    {
        try
        {
            if (Directory.Exists(path)) return Refuse("is a directory. Put the schema file in its place");
            if (new FileInfo(path).Length > MaxBytes) return Refuse("is larger than 1 MB. Write a smaller schema");

            var bytes = File.ReadAllBytes(path);
            if (bytes.AsSpan().Trim(" \t\r\n"u8).IsEmpty) return Refuse("is empty. Write the event's Avro schema into it");
            if (bytes.AsSpan().StartsWith("\uFEFF"u8)) return Refuse("begins with a byte order mark. Save it as UTF-8 without one");
            if (!Utf8.IsValid(bytes)) return Refuse("is not UTF-8. Save it as UTF-8");

            JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false }).Dispose();
            return Schema.Parse(Encoding.UTF8.GetString(bytes)) switch
            {
                RecordSchema { Tag: Schema.Type.Record } record when record.Name == eventType => record,
                RecordSchema { Tag: Schema.Type.Record } record => Refuse($"the record is named \"{record.Name}\". Name it \"{eventType}\", as the event type"),
                null => Refuse("is no Avro schema. Write a record"),
                var other => Refuse($"is of Avro type {other.Tag.ToString().ToLowerInvariant()}. Write a record, as an event is one"),
            };
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Refuse($"cannot be read: {unreadable.Message.TrimEnd('.')}. Make it readable");
        }
        catch (JsonException broken)
        {
            return Refuse($"is no JSON: {broken.Message.TrimEnd('.')}. Correct it");
        }
        catch (Exception broken)
        {
            return Refuse($"is no Avro schema: {broken.Message.TrimEnd('.')}. Correct it");
        }

        RecordSchema? Refuse(string reason)
        {
            problem($"{reason}.".ReplaceLineEndings(" "));
            return null;
        }
    }

    public static void CheckEnvelope(RecordSchema record, Action<string> problem)
    {
        foreach (var (name, types) in _envelope)
        {
            var wanted = string.Join(" or ", types);
            if (!record.TryGetField(name, out var field))
                problem($"field \"{name}\" is missing. Add it as {wanted}: every event is checked with it.");
            else if (TypeOf(field.Schema) is var type && !types.Contains(type))
                problem($"field \"{name}\" is of type {type}. Make it {wanted}: every event is checked with it.");
        }
    }

    private static string TypeOf(Schema schema) => schema is LogicalSchema logical ? logical.LogicalTypeName : schema.Tag.ToString().ToLowerInvariant();
}
