using System.Text.Json;
using System.Text.RegularExpressions;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Tells of something that is wrong in a schema file.</summary>
/// <param name="path">Where in the file: <c>fields.label.type</c>; empty for the file as a whole.</param>
internal delegate void Report(string path, string reason, string wayOut);

/// <summary>
/// Holds the JSON of a schema against the rules of Avro 1.12 that the library does not check, or breaks off at without saying where. What
/// is in order here, and only that, is given to the library.
/// </summary>
internal sealed partial class SchemaLint(Report report)
{
    private static readonly string[] Primitives = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];
    private static readonly string[] Orders = ["ascending", "descending", "ignore"];

    /// <summary>Full names of the records, enums and fixed that are defined so far.</summary>
    private readonly HashSet<string> _named = [];

    public static bool IsName(string? name) => name is not null && Name().IsMatch(name);

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
        switch (type.ValueKind == JsonValueKind.String ? type.GetString() : null)
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
                Check(type, At(path, "type"), space);
                break;
        }

        if (schema.TryGetProperty("logicalType", out var logical)) CheckLogical(schema, logical, path);
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
            if (given.ValueKind == JsonValueKind.String && (given.GetString() == "" || given.GetString()!.Split('.').All(IsName))) space = given.GetString()!;
            else report(At(path, "namespace"), $"{Shown(given)} is no namespace", NameRule);
        }

        if (!schema.TryGetProperty("name", out var name)) report(path, "has no \"name\"", "Add it");
        else if (name.ValueKind != JsonValueKind.String || !name.GetString()!.Split('.').All(IsName)) report(At(path, "name"), $"{Shown(name)} is no name", NameRule);
        else
        {
            var full = FullName(name.GetString()!, space);
            if (Primitives.Contains(full)) report(At(path, "name"), $"\"{full}\" is the name of a type of Avro", "Choose another");
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
        if (NameOf(field) is not { } name) report(path, "is no field with a \"name\"", "Write an object with \"name\" and \"type\"");
        else
        {
            if (!IsName(name)) report(At(path, "name"), $"\"{name}\" is no name", NameRule);
            if (!seen.Add(name)) report(path, $"a field \"{name}\" stands there already", "Keep one");
            if (!field.TryGetProperty("type", out var type)) report(path, "has no \"type\"", "Add it");
            else Check(type, At(path, "type"), space);
            if (field.TryGetProperty("logicalType", out _))
                report(At(path, "logicalType"), "annotates the field, where it has no meaning", "Move it into the type: {\"type\": \"…\", \"logicalType\": \"…\"}");
            if (field.TryGetProperty("order", out var order) && !Orders.Contains(Shown(order).Trim('"')))
                report(At(path, "order"), $"{Shown(order)} is no order", $"Use one of {string.Join(", ", Orders)}");
            CheckText(field, "doc", path);
            CheckAliases(field, path);
        }
    }

    private void CheckSymbols(JsonElement schema, string path)
    {
        var symbols = Texts(schema, "symbols");
        if (symbols is not { Count: > 0 }) report(path, "has no list \"symbols\" of texts", "Add it, with one symbol at least");
        foreach (var symbol in symbols ?? [])
            if (!IsName(symbol)) report(At(path, "symbols"), $"\"{symbol}\" is no symbol", NameRule);
        foreach (var twice in (symbols ?? []).GroupBy(symbol => symbol).Where(same => same.Count() > 1))
            report(At(path, "symbols"), $"\"{twice.Key}\" stands there twice", "Keep one");
        if (schema.TryGetProperty("default", out var initial) && !(symbols ?? []).Contains(Shown(initial).Trim('"')))
            report(At(path, "default"), $"{Shown(initial)} is none of the symbols", "Use one of them");
    }

    private void CheckLogical(JsonElement schema, JsonElement logical, string path)
    {
        var place = At(path, "logicalType");
        if (logical.ValueKind != JsonValueKind.String) report(place, $"{Shown(logical)} is no logical type", "Give its name as a text");
        else if (LogicalTypes.Annotated.TryGetValue(logical.GetString()!, out var annotated))
        {
            var type = schema.GetProperty("type");
            if (type.ValueKind != JsonValueKind.String || !annotated.Contains(type.GetString()))
                report(place, $"\"{logical.GetString()}\" cannot annotate {Shown(type)}", $"Use {string.Join(" or ", annotated)}");
            else if (logical.GetString() == "duration" && IntegerOf(schema, "size") != 12) report(place, "a duration has 12 bytes", "Give the size 12");
            else if (logical.GetString() == "decimal") CheckDecimal(schema, path);
        }
    }

    private void CheckDecimal(JsonElement schema, string path)
    {
        var precision = IntegerOf(schema, "precision");
        if (precision is not > 0) report(At(path, "precision"), "a decimal needs its number of digits", "Give a whole number above 0");
        if (schema.TryGetProperty("scale", out _) && !(IntegerOf(schema, "scale") is >= 0 and var scale && scale <= precision))
            report(At(path, "scale"), "is no number of digits after the point", "Give a whole number from 0 up to the precision");
        if (IntegerOf(schema, "size") is > 0 and var bytes && precision > Math.Floor(Math.Log10(2) * (8L * bytes - 1)))
            report(At(path, "precision"), $"{bytes} bytes cannot hold {precision} digits", "Give a larger size or a smaller precision");
    }

    private void CheckAliases(JsonElement schema, string path)
    {
        if (schema.TryGetProperty("aliases", out _) && !(Texts(schema, "aliases") is { } aliases && aliases.All(alias => alias.Split('.').All(IsName))))
            report(At(path, "aliases"), "is no list of names", NameRule);
    }

    private void CheckText(JsonElement schema, string property, string path)
    {
        if (schema.TryGetProperty(property, out var text) && text.ValueKind != JsonValueKind.String)
            report(At(path, property), $"{Shown(text)} is no text", "Write a text");
    }

    /// <summary>Where a field stands: by its name if it has one, else by its place.</summary>
    public static string FieldPath(string path, JsonElement field, int index) =>
        NameOf(field) is { } name ? At(path, $"fields.{name}") : $"{At(path, "fields")}[{index}]";

    public static string At(string path, string step) => path == "" ? step : $"{path}.{step}";

    public static string Shown(JsonElement json) => json.GetRawText() is { Length: > 60 } text ? $"{text.AsSpan(0, 60)}…" : json.GetRawText();

    private const string NameRule = "Use letters from A to Z, digits and _, with no digit first";

    private static string FullName(string name, string space) => space == "" || name.Contains('.', StringComparison.Ordinal) ? name : $"{space}.{name}";

    private static string? NameOf(JsonElement field) =>
        field.ValueKind == JsonValueKind.Object && field.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;

    /// <summary>What may stand in a union once; null if that cannot be told.</summary>
    private static string? Identity(JsonElement branch, string space)
    {
        if (branch.ValueKind == JsonValueKind.String) return Primitives.Contains(branch.GetString()) ? branch.GetString() : FullName(branch.GetString()!, space);
        if (branch.ValueKind != JsonValueKind.Object || !branch.TryGetProperty("type", out var type)) return null;
        return NameOf(branch) is { } name ? FullName(name, space) : Identity(type, space);
    }

    private static int? IntegerOf(JsonElement schema, string property) =>
        schema.TryGetProperty(property, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var value) ? value : null;

    /// <summary>Null if it is no list of texts.</summary>
    private static List<string>? Texts(JsonElement schema, string property) =>
        schema.TryGetProperty(property, out var list) && list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(text => text.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(text => text.GetString()!)]
            : null;

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Name();
}
