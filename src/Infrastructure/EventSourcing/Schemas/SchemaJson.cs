using System.Text.Json;
using System.Text.RegularExpressions;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Reads the JSON of a schema in which anything may stand anywhere, and names the places in it.</summary>
internal static partial class SchemaJson
{
    public static bool IsName(string? name) => name is not null && Name().IsMatch(name);

    /// <summary>Whether it is made of names, with dots between them.</summary>
    public static bool IsFullName(string? name) => name is not null && name.Split('.').All(IsName);

    public static string FullName(string name, string space) => space == "" || name.Contains('.', StringComparison.Ordinal) ? name : $"{space}.{name}";

    /// <returns>Null if there is no such text.</returns>
    public static string? TextOf(JsonElement schema, string property) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(property, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    /// <returns>Null if there is no such list of texts.</returns>
    public static List<string>? TextsOf(JsonElement schema, string property) =>
        schema.TryGetProperty(property, out var list) && list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(text => text.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(text => text.GetString()!)]
            : null;

    /// <returns>Null if there is no such whole number.</returns>
    public static int? IntegerOf(JsonElement schema, string property) =>
        schema.TryGetProperty(property, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var value) ? value : null;

    /// <summary>Where a field stands: by its name if it has one, else by its place.</summary>
    public static string FieldPath(string path, JsonElement field, int index) =>
        TextOf(field, "name") is { } name ? At(path, $"fields.{name}") : $"{At(path, "fields")}[{index}]";

    public static string At(string path, string step) => path == "" ? step : $"{path}.{step}";

    public static string Shown(JsonElement json) => json.GetRawText() is { Length: > 60 } text ? $"{text.AsSpan(0, 60)}…" : json.GetRawText();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Name();
}
