using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Writes the schema that a class asks for.</summary>
internal sealed partial class SchemaWriter(DocComments? docs = null)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, Type> _named = [];

    /// <param name="kept">Fields to take over as they are.</param>
    /// <returns>The text of a file, a field a line.</returns>
    /// <exception cref="NotSupportedException">A property has a type that no schema can say.</exception>
    public string Write(string eventType, Type domainEvent, IReadOnlyDictionary<string, JsonElement> kept)
    {
        var own = JsonShape.Of(domainEvent).Fields.Select(field => kept.TryGetValue(field.Name, out var former) ? JsonObject.Create(former)! : Field(field, domainEvent));
        return $$"""
            {
              "type": "record",
              "name": "{{eventType}}",{{(docs?.Of(domainEvent) is { } doc ? $"\n  \"doc\": {OnOneLine(doc)}," : "")}}
              "fields": [
                {"name": "entity_id", "type": "string", "doc": "The aggregate's id."},
                {"name": "entity_version", "type": "long", "doc": "The aggregate version: 0, 1, 2 ..."},
                {"name": "domain_event_id", "type": "string", "doc": "The event's id."}{{string.Concat(own.Select(field => $",\n    {OnOneLine(field)}"))}}
              ]
            }

            """.ReplaceLineEndings("\n");
    }

    /// <returns>The field that a property asks for, on one line.</returns>
    /// <exception cref="NotSupportedException">It has a type that no schema can say.</exception>
    public string Write(JsonField field) => OnOneLine(Field(field, owner: null));

    private JsonObject Field(JsonField field, Type? owner)
    {
        var json = new JsonObject { ["name"] = field.Name, ["type"] = WithNull(field.Shape, field) };
        if (owner is not null && docs?.Of(owner, field.Member) is { } doc) json["doc"] = doc;
        if (field.Default is not null || field.Shape.IsNullable == true) json["default"] = field.Default;
        return json;
    }

    private JsonNode WithNull(JsonShape shape, JsonField field, bool isPart = false) => (shape.IsNullable, !isPart && field.Default is not null) switch
    {
        (true, true) => new JsonArray(Type(shape, field), "null"),      // the default's type comes first
        (true, false) => new JsonArray("null", Type(shape, field)),
        _ => Type(shape, field),
    };

    private JsonNode Type(JsonShape shape, JsonField field) => (shape.Types is [var first, ..] ? first : null) switch
    {
        null => throw new NotSupportedException($"{field.Member} is or holds {shape.Type.Name}, which no schema can say"),
        "array" => new JsonObject { ["type"] = "array", ["items"] = WithNull(shape.Items, field, isPart: true) },
        "map" => new JsonObject { ["type"] = "map", ["values"] = WithNull(shape.Items, field, isPart: true) },
        "enum" => Named(shape, "enum", "symbols", () => [.. shape.Symbols.Select(symbol => JsonValue.Create(symbol))]),
        "record" => Named(shape, "record", "fields", () => [.. shape.Fields.Select(inner => Field(inner, shape.Type))]),
        "decimal" => new JsonObject { ["type"] = "bytes", ["logicalType"] = "decimal", ["precision"] = 28, ["scale"] = 10 },
        var logical when LogicalTypes.Annotated.TryGetValue(logical, out var annotated) => new JsonObject { ["type"] = annotated[0], ["logicalType"] = logical },
        var primitive => primitive,
    };

    /// <summary>In full the first time, and then by its name.</summary>
    private JsonNode Named(JsonShape shape, string type, string list, Func<JsonArray> content)
    {
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName((shape.Type.IsNested ? NameOf(shape.Type.DeclaringType!) : "") + NameOf(shape.Type));
        if (!_named.TryAdd(name, shape.Type))
            return _named[name] == shape.Type ? name : throw new NotSupportedException($"{shape.Type} and {_named[name]} would both be called {name}");

        var json = new JsonObject { ["type"] = type, ["name"] = name };
        if (docs?.Of(shape.Type) is { } doc) json["doc"] = doc;
        json[list] = content();
        return json;
    }

    /// <summary>A generic type is called after its arguments, too.</summary>
    private static string NameOf(Type type) => $"{type.Name.Split('`')[0]}{string.Concat(type.GenericTypeArguments.Select(NameOf))}";

    // In JSON, line breaks stand between tokens only.
    private static string OnOneLine(JsonNode json) => AfterComma().Replace(AtBracket().Replace(json.ToJsonString(Indented), ""), ", ");

    [GeneratedRegex(@"(?<=[\[{])\s*\n\s*|\s*\n\s*(?=[\]}])")]
    private static partial Regex AtBracket();

    [GeneratedRegex(@",\s*\n\s*")]
    private static partial Regex AfterComma();
}
