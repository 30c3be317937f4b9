using System.Text.Json.Nodes;
using Avro;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Makes an event that fits a schema: every field has a value that is not empty, if there is one.</summary>
internal sealed class SchemaExample
{
    private const string Uuid = "01980b2e-7c3a-7d52-9f64-2f1a6f0e8b11";

    /// <summary>Texts that C# reads where a schema only says that it is a text.</summary>
    private static readonly Dictionary<Type, string> Texts = new()
    {
        [typeof(char)] = "c",
        [typeof(Uri)] = "https://example.org/",
        [typeof(Version)] = "1.2.3",
        [typeof(TimeSpan)] = "01:30:00",
        [typeof(Guid)] = Uuid,
        [typeof(DateOnly)] = "2025-07-15",
        [typeof(TimeOnly)] = "09:30:00",
        [typeof(DateTimeOffset)] = "2025-07-15T09:30:00+02:00",
        [typeof(DateTime)] = "2025-07-15T09:30:00",
    };

    /// <summary>The records that are being made: one within itself is made no more, if that can be helped.</summary>
    private readonly List<Schema> _open = [];

    /// <param name="class">What is to read it, if the schema is the newest.</param>
    public static JsonObject Of(SchemaFile schema, EventClass? @class)
    {
        var example = (JsonObject)new SchemaExample().Of(schema.Schema, @class is null ? null : JsonShape.Of(@class.Event))!;
        foreach (var (name, _) in SchemaFile.Envelope) example.Remove(name);
        return example;
    }

    private JsonNode? Of(Schema schema, JsonShape? shape) => SchemaFile.Bare(schema) switch
    {
        UnionSchema union => Of(union.Schemas.FirstOrDefault(branch => branch.Tag != Schema.Type.Null && !IsOpen(branch)) ?? Shallowest(union), shape),
        RecordSchema record => Record(record, shape),
        ArraySchema array => IsOpen(array.ItemSchema) ? new JsonArray() : new JsonArray(Of(array.ItemSchema, ItemsOf(shape, "array"))),
        MapSchema map => IsOpen(map.ValueSchema) ? new JsonObject() : new JsonObject { ["key"] = Of(map.ValueSchema, ItemsOf(shape, "map")) },
        EnumSchema symbols => symbols.Symbols[0],
        FixedSchema @fixed when !SchemaFile.IsDecimal(@fixed) => new string('x', @fixed.Size),
        var scalar => Scalar(scalar, shape),
    };

    /// <summary>Whether any value of it but null leads back to a record that is being made.</summary>
    private bool IsOpen(Schema schema) => SchemaFile.Bare(schema) switch
    {
        RecordSchema record => _open.Contains(record, ReferenceEqualityComparer.Instance),
        UnionSchema union => union.Schemas.Any(IsOpen) && union.Schemas.All(branch => branch.Tag == Schema.Type.Null || IsOpen(branch)),
        _ => false,
    };

    /// <summary>The branch with the fewest records within each other: this way out there always is.</summary>
    private static Schema Shallowest(UnionSchema union) =>
        Enumerable.Range(0, int.MaxValue).Select(depth => union.Schemas.FirstOrDefault(branch => Ends(branch, depth))).OfType<Schema>().First();

    private static bool Ends(Schema schema, int depth) => SchemaFile.Bare(schema) switch
    {
        RecordSchema record => depth > 0 && record.Fields.All(field => Ends(field.Schema, depth - 1)),
        UnionSchema union => union.Schemas.Any(branch => Ends(branch, depth)),
        _ => true,
    };

    private static JsonNode? Scalar(Schema schema, JsonShape? shape) => SchemaFile.TypeOf(schema) switch
    {
        "null" => null,
        "boolean" => true,
        "float" or "double" => 1.5,
        "bytes" => "bytes",
        "string" => shape is null ? "text" : shape.Type.IsEnum ? shape.Symbols.First() : Texts.GetValueOrDefault(shape.Type, "text"),
        "uuid" => Uuid,
        "decimal" => Decimal(schema),
        _ when shape?.Type == typeof(int) || shape?.Type == typeof(long) => 1,
        "date" => "2025-07-15",
        "time-millis" or "time-micros" => "09:30:00",
        var logical when logical.StartsWith("timestamp-", StringComparison.Ordinal) => "2025-07-15T09:30:00Z",
        var logical when logical.StartsWith("local-timestamp-", StringComparison.Ordinal) => "2025-07-15T09:30:00",
        _ => 1,
    };

    private static JsonValue Decimal(Schema schema)
    {
        var (precision, scale) = SchemaFile.DigitsOf(schema);
        return JsonValue.Create((precision > scale ? 1m : 0m) + (scale > 0 ? 0.5m : 0m));
    }

    private JsonObject Record(RecordSchema record, JsonShape? shape)
    {
        _open.Add(record);
        var shapes = shape?.Types is ["record"] ? shape.Fields.ToDictionary(field => field.Name, field => field.Shape) : [];
        var example = new JsonObject(record.Fields.Select(field => KeyValuePair.Create(field.Name, Of(field.Schema, shapes.GetValueOrDefault(field.Name)))));
        _open.RemoveAt(_open.Count - 1);
        return example;
    }

    private static JsonShape? ItemsOf(JsonShape? shape, string type) => shape?.Types is [var only] && only == type ? shape.Items : null;
}
