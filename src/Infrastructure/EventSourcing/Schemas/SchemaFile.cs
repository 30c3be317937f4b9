using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Avro;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>One schema that was read and found in order, with the JSON that it was read from.</summary>
internal sealed record SchemaFile(Schema Schema, JsonElement Json)
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>The fields that are added to an event's own before it is checked.</summary>
    public static readonly (string Name, string[] Types)[] Envelope =
        [("entity_id", ["string", "uuid"]), ("entity_version", ["long"]), ("domain_event_id", ["string", "uuid"])];

    /// <returns>Null if anything was reported.</returns>
    public static SchemaFile? Read(string path, Report report)
    {
        try
        {
            if (Directory.Exists(path)) return Refuse(report, "is a directory", "Put the schema file in its place");

            if (new FileInfo(path).Length == 0) return Refuse(report, "is empty", "Write the event's Avro schema into it");     // a pipe, too: it is never opened

            using var file = File.OpenRead(path);
            if (file.Length > MaxBytes) return Refuse(report, "is larger than 1 MB", "Write a smaller schema");

            var text = new byte[file.Length];
            file.ReadExactly(text);
            return Parse(text, report);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Refuse(report, $"cannot be read: {Words(unreadable)}", "Make it readable");
        }
    }

    /// <inheritdoc cref="Read"/>
    public static SchemaFile? Parse(byte[] text, Report report)
    {
        if (text.AsSpan().Trim(" \t\r\n"u8).IsEmpty) return Refuse(report, "is empty", "Write the event's Avro schema into it");
        if (text.AsSpan().StartsWith("\uFEFF"u8)) return Refuse(report, "begins with a byte order mark", "Save it as UTF-8 without one");
        if (!Utf8.IsValid(text)) return Refuse(report, "is not UTF-8", "Save it as UTF-8");

        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var json = document.RootElement.Clone();
            var reported = false;
            new SchemaLint(Count).Check(json);
            if (reported) return null;

            if (Schema.Parse(Encoding.UTF8.GetString(text)) is not { } schema) return Refuse(report, "is no Avro schema", "Write a record");

            var file = new SchemaFile(schema, json);
            new ValueLint(Count).Check(file);
            return reported ? null : file;

            void Count(string path, string reason, string wayOut)
            {
                reported = true;
                report(path, reason, wayOut);
            }
        }
        catch (JsonException broken)
        {
            report(broken.LineNumber is { } line ? $"line {line + 1}" : "", $"is no JSON: {Words(broken)}", "Correct it");
            return null;
        }
        catch (Exception broken)
        {
            // The library throws whatever it comes across: AvroException, but also FormatException and others.
            return Refuse(report, $"is no Avro schema: {Words(broken)}", "Correct it");
        }
    }

    private static SchemaFile? Refuse(Report report, string reason, string wayOut)
    {
        report("", reason, wayOut);
        return null;
    }

    /// <summary>The message without what it says for programmers, and without the text that it quotes at length.</summary>
    private static string Words(Exception failure)
    {
        var words = failure.Message.Split(" LineNumber:")[0].Replace(" Change the reader options.", "", StringComparison.Ordinal).TrimEnd('.').ReplaceLineEndings(" ");
        return words.Length <= 200 ? words : $"{words.AsSpan(0, 200)}…";
    }

    /// <summary>As it is called in a schema: <c>int</c>, <c>record</c>, a logical type by its own name.</summary>
    public static string TypeOf(Schema schema) => schema switch
    {
        LogicalSchema logical => logical.LogicalTypeName,
        FixedSchema @fixed when IsDecimal(@fixed) => "decimal",
        EnumSchema => "enum",
        _ => schema.Tag.ToString().ToLowerInvariant(),
    };

    /// <summary>The type that is annotated, where the logical type says nothing of the JSON; a duration is 12 bytes, of which the library forgets the logical type where its name stands.</summary>
    public static Schema Bare(Schema schema) =>
        schema is LogicalSchema logical && (logical.LogicalTypeName == "duration" || !LogicalTypes.Annotated.ContainsKey(logical.LogicalTypeName)) ? Bare(logical.BaseSchema) : schema;

    /// <summary>Of a decimal.</summary>
    public static (int Precision, int Scale) DigitsOf(Schema schema)
    {
        return (Digits("precision"), Digits("scale"));

        int Digits(string property) => int.Parse(schema.GetProperty(property) ?? "0", CultureInfo.InvariantCulture);
    }

    /// <summary>Whether it is one. Where its name stands, the library forgets the logical type, but not the digits, which no other fixed has.</summary>
    public static bool IsDecimal(FixedSchema schema) => schema.GetProperty("precision") is not null;
}
