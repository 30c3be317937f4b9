using System.Text;
using System.Text.Json;

namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>Judges documents by a schema in the plainest way: reads both as JSON and asks at each value whether it fits.</summary>
internal sealed class Reference
{
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, (JsonElement Definition, string Space)> _named = [];
    private readonly JsonElement _schema;

    public Reference(string schema)
    {
        _schema = JsonDocument.Parse(schema).RootElement;
        Collect(_schema, "");
    }

    public bool Accepts(byte[] document)
    {
        try
        {
            using var json = JsonDocument.Parse(_strict.GetString(document), new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Fits(_schema, "", json.RootElement);
        }
        // The last is thrown for a text with half a surrogate pair.
        catch (Exception malformed) when (malformed is DecoderFallbackException or JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private void Collect(JsonElement type, string space)
    {
        if (type.ValueKind == JsonValueKind.Array)
        {
            foreach (var branch in type.EnumerateArray()) Collect(branch, space);
        }

        if (type.ValueKind != JsonValueKind.Object) return;
        var inner = space;
        if (NameOf(type, space) is { } name)
        {
            _named.Add(name, (type, space));
            inner = SpaceOf(name);
        }

        foreach (var part in (string[])["type", "items", "values"])
            if (type.TryGetProperty(part, out var below)) Collect(below, inner);
        if (!type.TryGetProperty("fields", out var fields)) return;
        foreach (var field in fields.EnumerateArray()) Collect(field.GetProperty("type"), inner);
    }

    private static string? NameOf(JsonElement type, string space)
    {
        if (type.GetProperty("type") is not { ValueKind: JsonValueKind.String } kind || kind.GetString() is not ("record" or "enum" or "fixed")) return null;

        var name = type.GetProperty("name").GetString()!;
        if (type.TryGetProperty("namespace", out var given)) space = given.GetString()!;
        return FullName(name, space);
    }

    private static string FullName(string name, string space) => name.Contains('.', StringComparison.Ordinal) || space == "" ? name : $"{space}.{name}";

    private static string SpaceOf(string fullName) => fullName.Contains('.', StringComparison.Ordinal) ? fullName[..fullName.LastIndexOf('.')] : "";

    private bool Fits(JsonElement type, string space, JsonElement value)
    {
        switch (type.ValueKind)
        {
            case JsonValueKind.Array:
                return type.EnumerateArray().Any(branch => Fits(branch, space, value));
            case JsonValueKind.String when _named.TryGetValue(FullName(type.GetString()!, space), out var known):
                return Fits(known.Definition, known.Space, value);
            case JsonValueKind.String:
                return Scalar.Fits(type.GetString()!, value);
        }

        var kind = type.GetProperty("type");
        if (kind.ValueKind != JsonValueKind.String) return Fits(kind, space, value);
        if (type.TryGetProperty("logicalType", out var logical) && LogicalScalar.Fits(logical.GetString()!, type, value) is { } fits) return fits;

        return kind.GetString() switch
        {
            "record" => value.ValueKind == JsonValueKind.Object && FitsRecord(type, SpaceOf(NameOf(type, space)!), value),
            "enum" => value.ValueKind == JsonValueKind.String && type.GetProperty("symbols").EnumerateArray().Any(symbol => symbol.GetString() == value.GetString()),
            "fixed" => Scalar.Fits("bytes", value) && value.GetString()!.Length == type.GetProperty("size").GetInt32(),
            "array" => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => Fits(type.GetProperty("items"), space, item)),
            "map" => value.ValueKind == JsonValueKind.Object
                && value.EnumerateObject().All(entry => entry.Name is not null && Fits(type.GetProperty("values"), space, entry.Value)),
            _ => Fits(kind, space, value),
        };
    }

    private bool FitsRecord(JsonElement type, string space, JsonElement value)
    {
        var fields = type.GetProperty("fields").EnumerateArray().ToDictionary(field => field.GetProperty("name").GetString()!);
        return value.EnumerateObject().All(property => fields.TryGetValue(property.Name, out var field) && Fits(field.GetProperty("type"), space, property.Value))
            && fields.All(field => value.TryGetProperty(field.Key, out _) || field.Value.TryGetProperty("default", out _) || TakesNull(field.Value.GetProperty("type"), space));
    }

    private bool TakesNull(JsonElement type, string space) => Fits(type, space, JsonSerializer.SerializeToElement<object?>(null));
}
