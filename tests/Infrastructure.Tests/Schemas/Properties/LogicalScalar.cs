using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>What the reference takes for a value of a logical type.</summary>
internal static partial class LogicalScalar
{
    private const string Day = @"([0-9]{4})-([0-9]{2})-([0-9]{2})", Time = @"([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]{1,7})?";

    /// <returns>Null where the logical type has no rule of its own.</returns>
    public static bool? Fits(string logical, JsonElement type, JsonElement value) => logical switch
    {
        "uuid" => Uuid().IsMatch(Text(value)),
        "decimal" => value.ValueKind == JsonValueKind.Number && IsDecimal(value.GetRawText(), type),
        "date" => Scalar.Fits("int", value) || (Date().Match(Text(value)) is { Success: true } date && IsDay(date, 1)),
        "time-millis" => Scalar.IsWhole(value, 0, 86_399_999) || (TimeOfDay().Match(Text(value)) is { Success: true } time && IsTime(time, 1)),
        "time-micros" => Scalar.IsWhole(value, 0, 86_399_999_999) || (TimeOfDay().Match(Text(value)) is { Success: true } time && IsTime(time, 1)),
        "timestamp-millis" or "timestamp-micros" or "timestamp-nanos" => Scalar.Fits("long", value) || IsInstant(Text(value)),
        "local-timestamp-millis" or "local-timestamp-micros" or "local-timestamp-nanos" =>
            Scalar.Fits("long", value) || (LocalTime().Match(Text(value)) is { Success: true } local && IsDay(local, 1) && IsTime(local, 4)),
        _ => null,
    };

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static bool IsDecimal(string number, JsonElement type)
    {
        var precision = type.GetProperty("precision").GetInt32();
        var scale = type.TryGetProperty("scale", out var given) ? given.GetInt32() : 0;

        var parts = number.TrimStart('-').Split('e', 'E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var exponent = (parts.Length > 1 ? BigInteger.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0) - (point < 0 ? 0 : parts[0].Length - point - 1);
        var all = parts[0].Replace(".", "", StringComparison.Ordinal).TrimStart('0');
        var digits = all.TrimEnd('0');
        exponent += all.Length - digits.Length;
        return digits == "" || (exponent >= -scale && digits.Length + exponent <= precision - scale);
    }

    private static bool IsInstant(string text)
    {
        if (Instant().Match(text) is not { Success: true } parts || !IsDay(parts, 1) || !IsTime(parts, 4)) return false;
        if (parts.Groups[8].Value == "Z") return true;

        var offset = Number(parts, 10) * 60 + Number(parts, 11);
        if (Number(parts, 11) > 59 || offset > 14 * 60) return false;
        var local = new DateTime(Number(parts, 1), Number(parts, 2), Number(parts, 3), Number(parts, 4), Number(parts, 5), Number(parts, 6));
        var ticks = local.Ticks - (parts.Groups[9].Value == "-" ? -1 : 1) * offset * TimeSpan.TicksPerMinute;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks;
    }

    private static bool IsDay(Match match, int first) =>
        Number(match, first) is > 0 and var year && Number(match, first + 1) is > 0 and <= 12 and var month
        && Number(match, first + 2) is > 0 and var day && day <= DateTime.DaysInMonth(year, month);

    private static bool IsTime(Match match, int first) => Number(match, first) < 24 && Number(match, first + 1) < 60 && Number(match, first + 2) < 60;

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\z")]
    private static partial Regex Uuid();

    [GeneratedRegex($@"^{Day}\z")]
    private static partial Regex Date();

    [GeneratedRegex($@"^{Time}\z")]
    private static partial Regex TimeOfDay();

    [GeneratedRegex($@"^{Day}T{Time}\z")]
    private static partial Regex LocalTime();

    [GeneratedRegex($@"^{Day}T{Time}(Z|([+-])([0-9]{{2}}):([0-9]{{2}}))\z")]
    private static partial Regex Instant();
}
