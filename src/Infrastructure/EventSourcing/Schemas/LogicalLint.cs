using System.Text.Json;
using static CleanES.Infrastructure.EventSourcing.Schemas.SchemaJson;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Checks the logical type of a schema, if it has one: whether it may annotate the type, and its own properties.</summary>
internal static class LogicalLint
{
    public static void Check(JsonElement schema, string path, Report report)
    {
        var name = TextOf(schema, "logicalType");
        if (name != "decimal" && TextOf(schema, "type") == "fixed" && schema.TryGetProperty("precision", out _))
            report(At(path, "precision"), "belongs to a decimal", "Add \"logicalType\": \"decimal\", or remove it");
        if (!schema.TryGetProperty("logicalType", out var logical)) return;

        var type = schema.GetProperty("type");
        if (name is null) report(At(path, "logicalType"), $"{Shown(logical)} is no logical type", "Give its name as a text");
        else if (!LogicalTypes.Annotated.TryGetValue(name, out var annotated)) return;
        else if (!annotated.Contains(TextOf(schema, "type")))
            report(At(path, "logicalType"), $"\"{name}\" cannot annotate {Shown(type)}", $"Use {string.Join(" or ", annotated)}");
        else if (name == "duration" && IntegerOf(schema, "size") != 12) report(At(path, "size"), "a duration has 12 bytes", "Give the size 12");
        else if (name == "decimal") CheckDecimal(schema, path, report);
    }

    private static void CheckDecimal(JsonElement schema, string path, Report report)
    {
        var precision = IntegerOf(schema, "precision");
        if (precision is not > 0) report(At(path, "precision"), "a decimal needs its number of digits", "Give a whole number above 0");
        if (schema.TryGetProperty("scale", out _) && !(IntegerOf(schema, "scale") is >= 0 and var scale && scale <= precision))
            report(At(path, "scale"), "is no number of digits after the point", "Give a whole number from 0 up to the precision");
        if (IntegerOf(schema, "size") is > 0 and var bytes && precision > Math.Floor(Math.Log10(2) * (8L * bytes - 1)))
            report(At(path, "precision"), $"{bytes} bytes cannot hold {precision} digits", "Give a larger size or a smaller precision");
    }
}
