using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>Writes a type as a schema, in one of the many ways in which the same can be said.</summary>
internal sealed class SchemaPrinter(Dice dice)
{
    private static readonly JsonSerializerOptions[] _styles =
    [
        new(), new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }, new() { WriteIndented = true },
    ];

    private readonly HashSet<AvroType> _defined = [];

    /// <summary>Which field each object describes.</summary>
    public Dictionary<JsonObject, RecordField> Fields { get; } = [];

    public string Text(JsonNode schema) => schema.ToJsonString(dice.PickFrom(_styles));

    /// <param name="space">The namespace that it stands in.</param>
    public JsonNode Print(AvroType type, string space = "")
    {
        if (type is UnionType union) return new JsonArray([.. union.Branches.Select(branch => Print(branch, space))]);
        if (type.FullName is not null && !_defined.Add(type)) return Name(type, space);

        var schema = type switch
        {
            ArrayType array => new JsonObject { ["type"] = "array", ["items"] = Print(array.Items, space) },
            MapType map => new JsonObject { ["type"] = "map", ["values"] = Print(map.Values, space) },
            RecordType record => new JsonObject { ["type"] = "record", ["fields"] = new JsonArray([.. record.Fields.Select(field => Print(field, record.Namespace))]) },
            _ => JsonNode.Parse(((ScalarType)type).Definition)!.AsObject(),
        };
        if (type.FullName is null && schema.Count == 1 && !dice.OneIn(8)) return schema["type"]!.DeepClone();

        if (!schema.ContainsKey("logicalType") && dice.OneIn(20)) schema["logicalType"] = "panther";
        if (type.FullName is not null) Name(type, schema, space);
        Describe(schema, type.FullName?.Replace('.', '_'), type.Aliases);
        return schema;
    }

    private JsonNode Name(AvroType type, string space)
    {
        var name = dice.OneIn(2) && type.Namespace == space ? ShortName(type) : type.FullName!;
        return dice.OneIn(6) ? new JsonObject { ["type"] = name } : name;
    }

    private JsonObject Print(RecordField field, string space)
    {
        var type = Print(field.Type, space);
        var printed = new JsonObject { ["name"] = field.Name, ["type"] = type is JsonArray && dice.OneIn(10) ? new JsonObject { ["type"] = type } : type };
        if (field.Default is not null) printed["default"] = JsonNode.Parse(field.Default);
        if (dice.OneIn(10)) printed["order"] = dice.Pick("ascending", "descending", "ignore");
        Describe(printed, field.Name, field.Aliases);
        Fields.Add(printed, field);
        return printed;
    }

    private void Name(AvroType type, JsonObject schema, string space)
    {
        var dotted = type.Namespace != "" && dice.OneIn(2);
        schema["name"] = dotted ? type.FullName : ShortName(type);
        if (dotted ? dice.OneIn(3) : type.Namespace != space || dice.OneIn(3)) schema["namespace"] = dotted ? "other" : type.Namespace;
    }

    private void Describe(JsonObject schema, string? name, IReadOnlyList<string> aliases)
    {
        if (dice.OneIn(5)) schema["doc"] = Tokens.Text(dice);
        if (name is not null && dice.OneIn(10)) aliases = [$"former_{name}", .. aliases, $"_{name}"];
        if (aliases.Count > 0) schema["aliases"] = new JsonArray([.. aliases.Select(alias => (JsonNode)alias)]);
        if (dice.OneIn(10)) schema["x-unit"] = JsonNode.Parse(dice.Pick("null", "7", "\"2024-02-29T23:59:58Z\"", "{\"type\": \"int\"}", "[{}]"));
        if (!dice.OneIn(4)) return;

        var shuffled = dice.Shuffle(schema);
        schema.Clear();
        foreach (var (property, value) in shuffled) schema.Add(property, value);
    }

    private static string ShortName(AvroType type) => type.FullName![(type.FullName!.LastIndexOf('.') + 1)..];
}
