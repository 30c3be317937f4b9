using System.Text.Json.Nodes;

namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>A way to break one rule in one place of a schema.</summary>
/// <param name="Make">Makes it, and tells where it is.</param>
/// <param name="Spreads">Whether more is told after it: names that are no longer defined are no longer known.</param>
internal sealed record Flaw(string Rule, Func<Spot> Make, bool Spreads);

internal abstract class FlawList
{
    public List<Flaw> All { get; } = [];

    protected void Set(string rule, JsonObject schema, string path, string property, params string[] values)
    {
        foreach (var value in values) Add(rule, At(path, property), () => schema[property] = JsonNode.Parse(value), spreads: rule is "name" or "namespace" or "precision" or "symbol");
    }

    protected void Remove(JsonObject schema, string path, string property, string named) =>
        Add($"{property} missing", named == "" ? path : At(path, named), () => schema.Remove(property), spreads: true);

    protected void Add(string rule, string path, Action make, bool spreads = false) => All.Add(new Flaw(
        rule,
        () =>
        {
            make();
            return new Spot(path);
        },
        spreads));

    protected static string At(string path, string step) => path == "" ? step : $"{path}.{step}";

    /// <summary>Whether a named type is defined within.</summary>
    protected static bool Defines(JsonNode type) => type switch
    {
        JsonArray all => all.Any(one => one is not null && Defines(one)),
        JsonObject schema => schema["type"] is JsonValue kind && kind.GetValue<string>() is "record" or "enum" or "fixed" || schema.Any(one => one.Value is not null && Defines(one.Value)),
        _ => false,
    };
}
