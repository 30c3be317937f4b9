using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>What the reference takes for a value of a primitive type.</summary>
internal static partial class Scalar
{
    public static bool Fits(string type, JsonElement value) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "int" => IsWhole(value, int.MinValue, int.MaxValue),
        "long" => IsWhole(value, long.MinValue, long.MaxValue),
        "float" => value.ValueKind == JsonValueKind.Number && float.IsFinite(float.Parse(value.GetRawText(), CultureInfo.InvariantCulture)),
        "double" => value.ValueKind == JsonValueKind.Number && double.IsFinite(double.Parse(value.GetRawText(), CultureInfo.InvariantCulture)),
        "string" => value.ValueKind == JsonValueKind.String && value.GetString() is not null,
        "bytes" => value.ValueKind == JsonValueKind.String && value.GetString()!.All(character => character <= 'ÿ'),
        _ => throw new ArgumentException($"{type} is no primitive type of Avro."),
    };

    public static bool IsWhole(JsonElement value, long least, long most) =>
        value.ValueKind == JsonValueKind.Number && Whole().IsMatch(value.GetRawText())
        && BigInteger.Parse(value.GetRawText(), CultureInfo.InvariantCulture) is var number && number >= least && number <= most;

    [GeneratedRegex(@"^-?[0-9]+\z")]
    private static partial Regex Whole();
}
