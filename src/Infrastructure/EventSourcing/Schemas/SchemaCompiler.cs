using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Avro;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Makes nodes of one parsed schema: what each Avro type accepts stands here.</summary>
internal sealed class SchemaCompiler
{
    private const string TimeOfDay = "time such as 09:30:00";

    // By reference: the library compares schemas by structure, and a record stands in its own fields.
    private readonly Dictionary<Schema, RecordNode> _records = new(ReferenceEqualityComparer.Instance);

    public Node Compile(Schema schema) => schema switch
    {
        LogicalSchema logical => Logical(logical),
        RecordSchema record => Record(record),
        UnionSchema union => new UnionNode([.. union.Schemas.Select(Compile)]),
        ArraySchema array => new ArrayNode(Compile(array.ItemSchema)),
        MapSchema map => new MapNode(Compile(map.ValueSchema)),
        EnumSchema symbols => Enum(symbols),
        FixedSchema @fixed when SchemaFile.IsDecimal(@fixed) => Decimal(@fixed),
        FixedSchema @fixed => Text($"fixed of {@fixed.Size} bytes", text => ByteCount(text) == @fixed.Size),
        _ => Primitive(schema.Tag),
    };

    private static Node Primitive(Schema.Type type) => type switch
    {
        Schema.Type.Null => new AnyNode("null", JsonTokenType.Null),
        Schema.Type.Boolean => new AnyNode("boolean", JsonTokenType.True, JsonTokenType.False),
        Schema.Type.Int => Number("int", static text => IsDigits(text, 9) || Utf8Parser.TryParse(text, out int _, out var read) && read == text.Length),
        Schema.Type.Long => Number("long", static text => IsDigits(text, 18) || Utf8Parser.TryParse(text, out long _, out var read) && read == text.Length),
        Schema.Type.Float => Number("float", static text => IsPlain(text, 38) || Utf8Parser.TryParse(text, out float value, out _) && float.IsFinite(value)),
        Schema.Type.Double => Number("double", static text => IsPlain(text, 308) || Utf8Parser.TryParse(text, out double value, out _) && double.IsFinite(value)),
        Schema.Type.Bytes => Text("bytes", static text => ByteCount(text) >= 0),
        Schema.Type.String => new AnyNode("string", JsonTokenType.String),
        _ => throw new NotSupportedException($"Avro type {type} is not supported."),
    };

    /// <summary>A logical type without a rule of its own is checked as the type that it annotates.</summary>
    private Node Logical(LogicalSchema schema) => (schema.LogicalTypeName, schema.BaseSchema.Tag) switch
    {
        ("uuid", Schema.Type.String) => Text("uuid", LogicalTypes.IsUuid),
        ("decimal", _) => Decimal(schema),
        ("date", _) => Either(Primitive(Schema.Type.Int), "date such as 2025-07-15", LogicalTypes.IsDate),
        ("time-millis", _) => Either(Number("milliseconds of a day", static text => LogicalTypes.IsTimeOfDay(text, 1)), TimeOfDay, LogicalTypes.IsTime),
        ("time-micros", _) => Either(Number("microseconds of a day", static text => LogicalTypes.IsTimeOfDay(text, 1000)), TimeOfDay, LogicalTypes.IsTime),
        ("timestamp-millis" or "timestamp-micros" or "timestamp-nanos", Schema.Type.Long) =>
            Either(Primitive(Schema.Type.Long), "time such as 2025-07-15T09:30:00Z", LogicalTypes.IsInstant),
        ("local-timestamp-millis" or "local-timestamp-micros" or "local-timestamp-nanos", Schema.Type.Long) =>
            Either(Primitive(Schema.Type.Long), "time without offset such as 2025-07-15T09:30:00", LogicalTypes.IsLocalTime),
        _ => Compile(schema.BaseSchema),
    };

    private static ValueNode Decimal(Schema schema)
    {
        var (precision, scale) = SchemaFile.DigitsOf(schema);
        return Number($"number of at most {precision} digits, {scale} after the point", text => LogicalTypes.IsDecimal(text, precision, scale));
    }

    private static UnionNode Either(Node number, string expected, Func<ReadOnlySpan<byte>, bool> fits) => new([number, Text(expected, fits)]);

    private RecordNode Record(RecordSchema schema)
    {
        if (_records.TryGetValue(schema, out var known)) return known;

        var node = _records[schema] = new RecordNode(schema.Name);
        node.Fields = [.. schema.Fields.Select(field => new RecordField(field.Name, Compile(field.Schema), field.DefaultValue is not null))];
        return node;
    }

    private static ValueNode Enum(EnumSchema schema)
    {
        byte[][] symbols = [.. schema.Symbols.Select(Encoding.UTF8.GetBytes)];
        return Text($"one of {string.Join(", ", schema.Symbols)}", text =>
        {
            foreach (var symbol in symbols)
                if (text.SequenceEqual(symbol))
                    return true;
            return false;
        });
    }

    private static ValueNode Number(string expected, Func<ReadOnlySpan<byte>, bool> fits) => new(expected, fits, JsonTokenType.Number);

    private static ValueNode Text(string expected, Func<ReadOnlySpan<byte>, bool> fits) => new(expected, fits, JsonTokenType.String);

    /// <summary>Digits alone, few enough for the type: the common case, and it need not be parsed.</summary>
    private static bool IsDigits(ReadOnlySpan<byte> number, int most) => number.Length <= most && !number.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>No exponent, and few enough digits to be finite.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> number, int most) => number.Length <= most && !number.ContainsAny((byte)'e', (byte)'E');

    /// <summary>Avro writes bytes as a string with one code point up to 0xFF for each; -1 if one is above.</summary>
    private static int ByteCount(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var unit in utf8)
        {
            if (unit > 0xC3) return -1; // opens a code point above 0xFF
            if ((unit & 0xC0) != 0x80) count++;
        }

        return count;
    }
}
