using System.Text.Json;
using static CleanES.Infrastructure.EventSourcing.Schemas.SchemaJson;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Tells of something that is wrong in a schema file.</summary>
/// <param name="path">Where in the file: <c>fields.label.type</c>; empty for the file as a whole.</param>
internal delegate void Report(string path, string reason, string wayOut);

/// <summary>
/// Holds the JSON of a schema against the rules of Avro 1.12 that the library does not check, or breaks off at without saying where. What
/// is in order here, and only that, is given to the library.
/// </summary>
internal sealed class SchemaLint(Report report)
{
    private const string NameRule = "Use letters from A to Z, digits and _, with no digit first";
    private static readonly string[] Primitives = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];
    private static readonly string[] Orders = ["ascending", "descending", "ignore"];

    /// <summary>Full names of the records, enums and fixed that are defined so far.</summary>
    private readonly HashSet<string> _named = [];

    /// <param name="space">The namespace of names that give none themselves.</param>
    public void Check(JsonElement schema, string path = "", string space = "")
    {
        switch (schema.ValueKind)
        {
            case JsonValueKind.String:
                CheckReference(schema.GetString()!, path, space);
                break;
            case JsonValueKind.Array:
                CheckUnion(schema, path, space);
                break;
            case JsonValueKind.Object:
                CheckObject(schema, path, space);
                break;
            default:
                report(path, $"{Shown(schema)} is no schema", "Write the name of a type, an object or a list of types");
                break;
        }
    }

    private void CheckReference(string type, string path, string space)
    {
        if (!Primitives.Contains(type) && !_named.Contains(type) && !_named.Contains(FullName(type, space)))
            report(path, $"\"{type}\" is no type", "Use a type of Avro, or the name of a record, enum or fixed that stands before");
    }

    private void CheckUnion(JsonElement union, string path, string space)
    {
        if (union.GetArrayLength() == 0) report(path, "the union is empty, so that nothing fits", "Name its types");
        var seen = new HashSet<string>();
        var index = 0;
        foreach (var branch in union.EnumerateArray())
        {
            var place = $"{path}[{index++}]";
            Check(branch, place, space);
            if (branch.ValueKind == JsonValueKind.Array) report(place, "a union stands in a union", "Put its types into the outer one");
            else if (Identity(branch, space) is { } identity && !seen.Add(identity)) report(place, $"{identity} stands in the union twice", "Keep one");
        }
    }

    private void CheckObject(JsonElement schema, string path, string space)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            report(path, "has no \"type\"", "Add it");
            return;
        }

        CheckText(schema, "doc", path);
        switch (TextOf(schema, "type"))
        {
            case "record" or "error":
                CheckFields(schema, path, Define(schema, path, space));
                break;
            case "enum":
                Define(schema, path, space);
                CheckSymbols(schema, path);
                break;
            case "fixed":
                Define(schema, path, space);
                if (IntegerOf(schema, "size") is not > 0) report(At(path, "size"), "is no number of bytes", "Give a whole number above 0");
                break;
            case "array":
                CheckPart(schema, "items", path, space);
                break;
            case "map":
                CheckPart(schema, "values", path, space);
                break;
            default:
                if (type.ValueKind == JsonValueKind.Object) report(At(path, "type"), "a schema stands where the name of a type should", "Put it in place of the schema around it");
                Check(type, At(path, "type"), space);
                break;
        }

        LogicalLint.Check(schema, path, report);
    }

    private void CheckPart(JsonElement schema, string part, string path, string space)
    {
        if (schema.TryGetProperty(part, out var type)) Check(type, At(path, part), space);
        else report(path, $"has no \"{part}\"", "Add the type of what it holds");
    }

    /// <returns>The namespace of the names within.</returns>
    private string Define(JsonElement schema, string path, string space)
    {
        if (schema.TryGetProperty("namespace", out var given))
        {
            if (TextOf(schema, "namespace") is { } valid && (valid == "" || IsFullName(valid))) space = valid;
            else report(At(path, "namespace"), $"{Shown(given)} is no namespace", NameRule);
        }

        if (!schema.TryGetProperty("name", out var name)) report(path, "has no \"name\"", "Add it");
        else if (!IsFullName(TextOf(schema, "name"))) report(At(path, "name"), $"{Shown(name)} is no name", NameRule);
        else
        {
            var full = FullName(name.GetString()!, space);
            if (Primitives.Contains(full.Split('.')[^1])) report(At(path, "name"), $"\"{full}\" is the name of a type of Avro", "Choose another");
            else if (!_named.Add(full)) report(At(path, "name"), $"\"{full}\" is defined twice", "Define it once, and use its name from then on");
            space = full.Contains('.', StringComparison.Ordinal) ? full[..full.LastIndexOf('.')] : "";
        }

        CheckAliases(schema, path);
        return space;
    }

    private void CheckFields(JsonElement record, string path, string space)
    {
        if (!record.TryGetProperty("fields", out var fields) || fields.ValueKind != JsonValueKind.Array)
        {
            report(path, "has no list \"fields\"", "Add it; it may be empty");
            return;
        }

        var seen = new HashSet<string>();
        var index = 0;
        foreach (var field in fields.EnumerateArray()) CheckField(field, FieldPath(path, field, index++), space, seen);
    }

    private void CheckField(JsonElement field, string path, string space, HashSet<string> seen)
    {
        if (TextOf(field, "name") is not { } name)
        {
            report(path, "is no field with a \"name\"", "Write an object with \"name\" and \"type\"");
            return;
        }

        if (!IsName(name)) report(At(path, "name"), $"\"{name}\" is no name", NameRule);
        if (!seen.Add(name)) report(path, $"a field \"{name}\" stands there already", "Keep one");
        if (!field.TryGetProperty("type", out var type)) report(path, "has no \"type\"", "Add it");
        else Check(type, At(path, "type"), space);
        if (field.TryGetProperty("logicalType", out _))
            report(At(path, "logicalType"), "annotates the field, where it has no meaning", "Move it into the type: {\"type\": \"…\", \"logicalType\": \"…\"}");
        if (field.TryGetProperty("order", out var order) && !Orders.Contains(TextOf(field, "order")))
            report(At(path, "order"), $"{Shown(order)} is no order", $"Use one of {string.Join(", ", Orders)}");
        CheckText(field, "doc", path);
        CheckAliases(field, path);
    }

    private void CheckSymbols(JsonElement schema, string path)
    {
        var symbols = TextsOf(schema, "symbols") ?? [];
        if (symbols.Count == 0) report(path, "has no list \"symbols\" of texts", "Add it, with one symbol at least");
        foreach (var symbol in symbols)
            if (!IsName(symbol)) report(At(path, "symbols"), $"\"{symbol}\" is no symbol", NameRule);
        foreach (var twice in symbols.GroupBy(symbol => symbol).Where(same => same.Count() > 1))
            report(At(path, "symbols"), $"\"{twice.Key}\" stands there twice", "Keep one");
        if (schema.TryGetProperty("default", out var initial) && !symbols.Contains(TextOf(schema, "default") ?? ""))
            report(At(path, "default"), $"{Shown(initial)} is none of the symbols", "Use one of them");
    }

    private void CheckAliases(JsonElement schema, string path)
    {
        if (schema.TryGetProperty("aliases", out _) && !(TextsOf(schema, "aliases") is { } aliases && aliases.TrueForAll(IsFullName)))
            report(At(path, "aliases"), "is no list of names", NameRule);
    }

    private void CheckText(JsonElement schema, string property, string path)
    {
        if (schema.TryGetProperty(property, out var text) && TextOf(schema, property) is null)
            report(At(path, property), $"{Shown(text)} is no text", "Write a text");
    }

    /// <summary>What may stand in a union once; null if that cannot be told.</summary>
    private static string? Identity(JsonElement branch, string space)
    {
        if (branch.ValueKind == JsonValueKind.String) return Primitives.Contains(branch.GetString()) ? branch.GetString() : FullName(branch.GetString()!, space);
        if (branch.ValueKind != JsonValueKind.Object || !branch.TryGetProperty("type", out var type)) return null;
        return TextOf(branch, "name") is { } name ? FullName(name, TextOf(branch, "namespace") ?? space) : Identity(type, space);
    }
}
