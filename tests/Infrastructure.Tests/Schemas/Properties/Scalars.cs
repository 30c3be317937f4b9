using System.Numerics;
using System.Text.Json;

namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>The types of one token, each with values that just miss it.</summary>
internal static class Scalars
{
    private static readonly string[] _symbols = ["OPEN", "done", "a", "_", "x1", "Very_Long_Symbol"];
    private static readonly string[] _noTime = ["\"24:00:00\"", "\"9:30:00\"", "\"09:30\"", "\"09:30:00.\"", "\"09:30:00Z\"", "-1"];
    private static readonly string[] _noInstant =
    [
        "\"2024-02-30T00:00:00Z\"", "\"2024-02-29T23:59:58\"", "\"2024-02-29 23:59:58Z\"", "\"2024-02-29T23:59:60Z\"", "\"2024-02-29T23:59:58.Z\"",
        "\"2024-02-29T23:59:58+14:01\"", "\"2024-02-29T23:59:58+0530\"", "\"2024-02-29T23:59:58+5:30\"", "1.5",
    ];
    private static readonly string[] _noLocalTime =
        ["\"2023-02-29T00:00:00\"", "\"2024-02-29T23:59:58.\"", "\"2024-02-29T23:59:58Z\"", "\"2024-02-29\"", "9223372036854775808"];

    private static readonly ScalarType[] _all =
    [
        Plain("null", _ => "null", "false", "\"null\""),
        Plain("boolean", dice => dice.Pick("true", "false"), "0", "\"true\""),
        Plain("int", Tokens.Int, "2147483648", "-2147483649", "1.0", "1e3"),
        Plain("long", Tokens.Long, "9223372036854775808", "-9223372036854775809", "0.5"),
        Plain("float", Tokens.Float, "3.4028236e38", "-1e39", "\"NaN\""),
        Plain("double", Tokens.Double, "1e309", "-1.7976931348623159e308", "\"Infinity\""),
        Plain("string", Tokens.String, "0"),
        Plain("bytes", dice => Tokens.Bytes(dice, dice.Roll(9)), "\"\\u0100\"", "\"ab🍞\"", "\"aĀ\""),
        Logical("string", "uuid", Tokens.Uuid, "\"6deaca4c-d866-4b28-9878-8814a55a468\"", "\"6deaca4cd8664b2898788814a55a4688\"", "\"\""),
        Logical("int", "date", Tokens.Date, "\"2023-02-29\"", "\"2024-2-29\"", "\"0000-01-01\"", "2147483648"),
        Logical("int", "time-millis", Tokens.TimeOfDay(1000), ["86400000", .. _noTime]),
        Logical("long", "time-micros", Tokens.TimeOfDay(1_000_000), ["86400000000", .. _noTime]),
        .. Each(["timestamp-millis", "timestamp-micros", "timestamp-nanos"], name => Logical("long", name, Tokens.Instant, _noInstant)),
        .. Each(["local-timestamp-millis", "local-timestamp-micros", "local-timestamp-nanos"], name => Logical("long", name, Tokens.LocalTime, _noLocalTime)),
        Logical("int", "panther", Tokens.Int, "2147483648"),
    ];

    public static ScalarType Any(Dice dice) => dice.OneIn(8) ? Decimal(dice) : dice.PickFrom(_all);

    /// <summary>An enum or a fixed.</summary>
    public static ScalarType Any(Dice dice, string fullName) => (dice.Roll(6) switch
    {
        0 => Fixed(12, """, "logicalType": "duration" """),
        1 => FixedDecimal(dice, dice.Between(1, 12)),
        2 or 3 => Fixed(dice.Pick(1, 2, 3, 40), ""),
        _ => Enum(dice),
    }).Named(fullName);

    public static ScalarType Null => _all[0];

    /// <summary>One of those that have a word in common: numbers, say, or times.</summary>
    public static ScalarType Like(Dice dice, params string[] words) => dice.PickFrom([.. _all.Where(one => words.Any(word => one.Definition.Contains(word, StringComparison.Ordinal)))]);

    public static ScalarType Enum(Dice dice)
    {
        string[] symbols = [.. dice.Shuffle(_symbols).Take(dice.Between(1, 4))];
        var initial = dice.OneIn(3) ? $", \"default\": \"{dice.PickFrom(symbols)}\"" : "";
        return new(
            "enum", $$"""{"type": "enum", "symbols": {{JsonSerializer.Serialize(symbols)}}{{initial}}}""", dice => JsonText.Literal(dice, dice.PickFrom(symbols)),
            "\"\"", "\"unknown\"", $"\"{symbols[0]} \"", $"\"{symbols[^1]}x\"", "0");
    }

    public static ScalarType Decimal(Dice dice)
    {
        var precision = dice.Between(1, 30);
        return Decimal(dice, precision, dice.Roll(precision + 1));
    }

    public static ScalarType Decimal(Dice dice, int precision, int scale) => Decimal("bytes", "", dice, precision, scale);

    private static ScalarType Plain(string name, Func<Dice, string> token, params string[] misfits) => new(name, $$"""{"type": "{{name}}"}""", token, misfits);

    private static ScalarType Logical(string name, string logical, Func<Dice, string> token, params string[] misfits) =>
        new(name, $$"""{"type": "{{name}}", "logicalType": "{{logical}}"}""", token, misfits);

    private static IEnumerable<ScalarType> Each(string[] names, Func<string, ScalarType> make) => names.Select(make);

    private static ScalarType FixedDecimal(Dice dice, int size)
    {
        var precision = dice.Between(1, DigitsOf(size));
        return Decimal("fixed", $", \"size\": {size}", dice, precision, dice.Roll(precision + 1));
    }

    private static ScalarType Decimal(string type, string size, Dice dice, int precision, int scale)
    {
        return new(
            type, $$"""{"type": "{{type}}"{{size}}, "logicalType": "decimal", "precision": {{precision}}{{(scale == 0 && dice.OneIn(2) ? "" : $", \"scale\": {scale}")}}}""",
            Tokens.Decimal(precision, scale),
            $"1{new string('0', precision - scale)}", $"-0.{new string('0', scale)}1", $"1e{precision - scale}", $"1e-{scale + 1}", "1e9999999999", "\"1\"");
    }

    private static ScalarType Fixed(int size, string more) => new(
        "fixed", $$"""{"type": "fixed", "size": {{size}}{{more}}}""", dice => Tokens.Bytes(dice, size),
        $"\"{new string('x', size - 1)}\"", $"\"{new string('x', size + 1)}\"", $"\"{new string('x', size - 1)}Ā\"");

    /// <summary>How many decimal digits any two's-complement number of so many bytes can have.</summary>
    private static int DigitsOf(int bytes) => (BigInteger.Pow(2, 8 * bytes - 1) - 1).ToString(System.Globalization.CultureInfo.InvariantCulture).Length - 1;
}
