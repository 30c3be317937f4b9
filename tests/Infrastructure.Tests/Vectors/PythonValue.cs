using System.Globalization;
using System.Text.Json;

namespace CleanES.Infrastructure.Tests.Vectors;

/// <summary>The value of C# that stands for one of Python; most have one.</summary>
internal static class PythonValue
{
    public static bool TryRead(JsonElement value, out object? read)
    {
        read = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
            JsonValueKind.Number => value.GetInt64(),
            JsonValueKind.Object => Tagged(value),
            _ => null,
        };
        return read is not null;
    }

    private static object? Tagged(JsonElement value)
    {
        var only = value.EnumerateObject().First();
        var text = only.Value.ToString();
        return only.Name switch
        {
            "$int" => long.Parse(text, CultureInfo.InvariantCulture),
            "$float" => text.TrimStart('-') is "nan" or "inf" ? text == "nan" ? double.NaN : double.NegativeInfinity : double.Parse(text, CultureInfo.InvariantCulture),
            "$decimal" => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
            "$date" => DateOnly.Parse(text, CultureInfo.InvariantCulture),
            "$time" => TimeOnly.Parse(text, CultureInfo.InvariantCulture),
            "$datetime" when text.Contains('+', StringComparison.Ordinal) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture),
            "$datetime" => DateTime.Parse(text, CultureInfo.InvariantCulture),
            "$timedelta" => Span(only.Value),
            "$uuid" => Guid.Parse(text),
            "$tuple" => only.Value.EnumerateArray().Select(item => TryRead(item, out var read) ? read : null).ToList(),
            "$dict" => Pairs(only.Value),
            "$lazy" => null,
            _ => value.EnumerateObject().ToDictionary(one => one.Name, one => TryRead(one.Value, out var read) ? read : null),
        };
    }

    private static Dictionary<bool, string>? Pairs(JsonElement pairs) => pairs.EnumerateArray().All(pair => pair[0].ValueKind == JsonValueKind.True)
        ? pairs.EnumerateArray().ToDictionary(pair => pair[0].GetBoolean(), pair => pair[1].GetString()!)
        : null;

    private static TimeSpan Span(JsonElement parts)
    {
        return TimeSpan.FromDays(Part("days")) + TimeSpan.FromSeconds(Part("seconds")) + TimeSpan.FromMicroseconds(Part("microseconds"));

        int Part(string name) => parts.TryGetProperty(name, out var part) ? part.GetInt32() : 0;
    }
}
