using System.Text.Json.Nodes;

namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>All ways to break one rule in one place of a schema.</summary>
internal sealed class Flaws(Dice dice, SchemaPrinter printer) : FlawList
{
    private static readonly string[] _primitives = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];

    public static Flaw One(Dice dice, SchemaPrinter printer, JsonNode schema)
    {
        var flaws = new Flaws(dice, printer);
        flaws.Visit(schema, "", isBranch: false, replace: null, spreads: false);
        var rule = dice.PickFrom([.. flaws.All.Select(flaw => flaw.Rule).Distinct()]);
        return dice.PickFrom(flaws.All.FindAll(flaw => flaw.Rule == rule));
    }

    /// <param name="isWithin">Whether it is the "type" of an object, where no other object may stand.</param>
    private void Visit(JsonNode type, string path, bool isBranch, Action<JsonNode?>? replace, bool spreads, bool isWithin = false)
    {
        if (replace is not null) Replace(type, path, isBranch, replace, spreads || Defines(type), isWithin);
        switch (type)
        {
            case JsonArray union:
                VisitUnion(union, path);
                break;
            case JsonObject schema:
                VisitObject(schema, path);
                break;
        }
    }

    private void Replace(JsonNode type, string path, bool isBranch, Action<JsonNode?> replace, bool spreads, bool isWithin)
    {
        void Becomes(string rule, string json, string step = "") =>
            Add(rule, step == "" ? path : At(path, step), () => replace(JsonNode.Parse(json)), spreads || (isBranch && rule is not ("type" or "type missing")));

        Becomes("type", dice.Pick("\"panther\"", "\"Int\"", "\"\"", "\"shop.unknown\"", "7", "null", "true"));
        Becomes("empty union", "[]");
        if (isBranch) Becomes("union in union", "[\"null\"]");
        if (isWithin) return;

        Becomes("type missing", "{}");
        if (type is JsonObject) Add("type in type", At(path, "type"), () => replace(new JsonObject { ["type"] = type.DeepClone() }));
        Becomes(
            "logical type",
            dice.Pick("""{"type": "string", "logicalType": "date"}""", """{"type": "int", "logicalType": "decimal"}""", """{"type": "string", "logicalType": 7}"""),
            "logicalType");
        if (type is JsonValue reference && !_primitives.Contains(reference.GetValue<string>()))
            Becomes("defined twice", $$"""{"type": "fixed", "size": 1, "name": "{{reference.GetValue<string>()}}"}""", "name");
    }

    private void VisitUnion(JsonArray union, string path)
    {
        var spreads = Defines(union);
        Add("empty union", path, union.Clear, spreads);
        foreach (var name in union.Select(NameOf).OfType<string>()) Add("branch twice", $"{path}[{union.Count}]", () => union.Add(name));
        for (var i = 0; i < union.Count; i++)
        {
            var index = i;
            Visit(union[i]!, $"{path}[{i}]", isBranch: true, other => union[index] = other, spreads: false);
        }
    }

    /// <returns>What the branch may be called here; null if it has no name.</returns>
    private static string? NameOf(JsonNode? branch)
    {
        if (branch is not JsonObject schema) return branch?.GetValue<string>();

        var name = schema["name"]?.GetValue<string>();
        var space = schema["namespace"]?.GetValue<string>() ?? "";
        return name is null || name.Contains('.', StringComparison.Ordinal) || space == "" ? name : $"{space}.{name}";
    }

    private void VisitObject(JsonObject schema, string path)
    {
        var kind = schema["type"] is JsonValue name ? name.GetValue<string>() : "";
        Set("doc", schema, path, "doc", "7", "null");
        switch (kind)
        {
            case "record":
                Define(schema, path);
                VisitFields(schema, path);
                break;
            case "enum":
                Define(schema, path);
                Remove(schema, path, "symbols", "");
                foreach (var symbols in (string[])["[]", "7", "[7]"]) Add("symbols", path, () => schema["symbols"] = JsonNode.Parse(symbols), spreads: true);
                Set("symbol", schema, path, "symbols", "[\"OPEN\", \"1x\"]", "[\"a-b\"]", "[\"\"]", "[\"a\", \"a\"]", "[\"é\"]");
                Set("enum default", schema, path, "default", "\"nowhere\"", "7");
                break;
            case "fixed":
                Define(schema, path);
                if ((string?)schema["logicalType"] is null or "panther") Set("size", schema, path, "size", "0", "-1", "\"4\"", "1.5", "null");
                else if (schema["precision"] is null) Set("duration", schema, path, "size", "11", "13");
                break;
            case "array" or "map":
                var part = kind == "array" ? "items" : "values";
                Remove(schema, path, part, "");
                Visit(schema[part]!, At(path, part), isBranch: false, other => schema[part] = other, spreads: false);
                break;
            default:
                Visit(schema["type"]!, At(path, "type"), isBranch: false, other => schema["type"] = other, schema["logicalType"] is not null, isWithin: true);
                break;
        }

        if (schema["logicalType"]?.GetValue<string>() == "decimal")
        {
            Remove(schema, path, "precision", "precision");
            Set("precision", schema, path, "precision", "0", "-3", "\"4\"");
            Set("scale", schema, path, "scale", "-1", "1000", "\"1\"");
            if (kind == "fixed") Set("precision", schema, path, "precision", "1000");
        }
    }

    private void Define(JsonObject schema, string path)
    {
        Remove(schema, path, "name", "");
        Set("name", schema, path, "name", "\"1x\"", "\"a-b\"", "\"\"", "\"a..b\"", "\"żółw\"", "\"a \"", "7", "\"int\"", "\"shop.string\"");
        Set("namespace", schema, path, "namespace", "\"a-b\"", "\".\"", "7", "\"1x\"");
        Set("aliases", schema, path, "aliases", "\"old\"", "[\"1x\"]", "[7]");
    }

    private void VisitFields(JsonObject record, string path)
    {
        var fields = record["fields"]!.AsArray();
        Remove(record, path, "fields", "");
        Add("fields", path, () => record["fields"] = JsonNode.Parse("7"), Defines(fields));
        if (printer.Fields.Values.All(field => field.Default is null))
            Add("endless", path, () => fields.Add(new JsonObject { ["name"] = "endless", ["type"] = record["name"]!.DeepClone() }));
        for (var i = 0; i < fields.Count; i++) VisitField(fields, i, path);
    }

    private void VisitField(JsonArray fields, int index, string path)
    {
        var field = fields[index]!.AsObject();
        var unnamed = $"{At(path, "fields")}[{index}]";
        string Named(string name) => At(path, $"fields.{name}");
        var place = Named(field["name"]!.GetValue<string>());
        var spreads = Defines(field);

        Add("no field", unnamed, () => fields[index] = JsonNode.Parse(dice.Pick("7", "\"a\"", "null")), spreads);
        Add("field name", unnamed, () => field["name"] = 7, spreads);
        Add("field name", unnamed, () => field.Remove("name"), spreads);
        foreach (var name in (string[])["1x", "", "a.b", "é"]) Add("field name", At(Named(name), "name"), () => field["name"] = name);
        Add("field twice", place, () => fields.Add(new JsonObject { ["name"] = field["name"]!.DeepClone(), ["type"] = "int" }));
        Add("field type missing", place, () => field.Remove("type"), spreads);
        Set("field's logical type", field, place, "logicalType", "\"date\"");
        Set("order", field, place, "order", "\"sideways\"", "7");
        Set("doc", field, place, "doc", "7", "[]");
        Set("aliases", field, place, "aliases", "\"old\"", "[\"1x\"]", "[7]");
        All.Add(new Flaw("default", () => BreakDefault(field, place), Spreads: false));
        Visit(field["type"]!, At(place, "type"), isBranch: false, other => field["type"] = other, spreads: false);
    }

    private Spot BreakDefault(JsonObject field, string place)
    {
        var described = printer.Fields[field];
        described.Default ??= "null";   // with any default at all, it may be missing from its own, if that leads back to it
        var (value, spot) = Example.BrokenValue(dice, described.Type, "default", repeatsKeys: false);
        field["default"] = JsonNode.Parse(value);
        return spot with { Path = At(place, spot.Path) };
    }
}
