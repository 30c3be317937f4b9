using System.Globalization;
using System.Numerics;
using System.Text;

namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>JSON tokens: values of scalars with their extremes.</summary>
internal static class Tokens
{
    private static readonly string[] _characters =
        ["a", "b", "Z", "_", "0", " ", ".", "/", "\"", "\\", "[", "]", "\0", "\n", "\u001f", "\u007f", "é", "ÿ", "ż", "€", "\u2028", "\uFEFF", "\uFFFF", "🍞"];

    public static string Int(Dice dice) =>
        dice.OneIn(2) ? dice.Pick("0", "-0", "1", "-1", "2147483647", "-2147483648") : Text((int)dice.RollLong());

    public static string Long(Dice dice) =>
        dice.OneIn(2) ? dice.Pick("0", "-0", "2147483648", "9223372036854775807", "-9223372036854775808") : Text(dice.RollLong());

    public static string Float(Dice dice) => dice.Roll(3) switch
    {
        0 => dice.Pick("0", "-0.0", "1", "3.4028235e38", "-3.4028235E+38", "1.4e-45", "1e-400", "16777217", "0.1000"),
        1 => Text(dice.Roll(2_000_001) - 1_000_000),
        _ => BitConverter.Int32BitsToSingle((int)dice.RollLong()) is var value && float.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "1.5",
    };

    public static string Double(Dice dice) => dice.Roll(3) switch
    {
        0 => dice.Pick("0", "-0", "1.7976931348623157e308", "-1.7976931348623157E308", "5e-324", "1e-999", "3.5e38", "9007199254740993", "0e99", "0.10"),
        1 => Text(dice.Roll(2_000_001) - 1_000_000),
        _ => BitConverter.Int64BitsToDouble(dice.RollLong()) is var value && double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "1.5",
    };

    public static string Uuid(Dice dice)
    {
        var bytes = new byte[16];
        BitConverter.TryWriteBytes(bytes, dice.RollLong());
        BitConverter.TryWriteBytes(bytes.AsSpan(8), dice.RollLong());
        var text = new Guid(bytes).ToString();
        return $"\"{(dice.OneIn(2) ? text : text.ToUpperInvariant())}\"";
    }

    public static string Date(Dice dice) => dice.Roll(3) switch
    {
        0 => Int(dice),
        1 => dice.Pick("\"0001-01-01\"", "\"9999-12-31\"", "\"2024-02-29\"", "\"2000-02-29\""),
        _ => $"\"{DateOnly.FromDayNumber(dice.Roll(DateOnly.MaxValue.DayNumber + 1)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}\"",
    };

    public static Func<Dice, string> TimeOfDay(int unitsASecond) => dice => dice.Roll(3) switch
    {
        0 => dice.Pick("0", Text(86_400L * unitsASecond - 1)),
        1 => Text((dice.RollLong() & long.MaxValue) % (86_400L * unitsASecond)),
        _ => $"\"{Clock(dice)}\"",
    };

    public static string Instant(Dice dice) => dice.Roll(4) switch
    {
        0 => Long(dice),
        1 => dice.Pick("\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999+00:00\"", "\"0001-01-01T00:00:00-14:00\"", "\"9999-12-31T23:59:59.9999999+14:00\""),
        _ => $"\"{Day(dice)}T{Clock(dice)}{dice.Pick("Z", "+00:00", "+05:30", "-00:01", "+14:00", "-14:00")}\"",
    };

    public static string LocalTime(Dice dice) => dice.Roll(4) switch
    {
        0 => Long(dice),
        1 => dice.Pick("\"0001-01-01T00:00:00\"", "\"9999-12-31T23:59:59.9999999\""),
        _ => $"\"{Day(dice)}T{Clock(dice)}\"",
    };

    /// <summary>A number of at most so many digits, and of them so many after the point; zeros at the ends do not count.</summary>
    public static Func<Dice, string> Decimal(int precision, int scale) => dice =>
    {
        var digits = string.Concat(Enumerable.Range(0, dice.Between(1, precision)).Select(_ => dice.OneIn(3) ? "9" : Text(dice.Roll(10))));
        var unscaled = BigInteger.Parse(digits, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        var sign = dice.Pick("", "-");
        if (dice.OneIn(4)) return $"{sign}{unscaled}{dice.Pick("e", "E")}{(scale == 0 ? "+0" : Text(-scale))}";

        unscaled = unscaled.PadLeft(scale + 1, '0');
        var more = new string('0', dice.Roll(3));
        return $"{sign}{unscaled[..^scale]}{(scale > 0 || more != "" ? "." : "")}{unscaled[^scale..]}{more}";
    };

    public static string Text(Dice dice, int most = 8)
    {
        var text = new StringBuilder();
        for (var left = dice.Roll(most + 1); left > 0; left--) text.Append(dice.PickFrom(_characters));
        return text.ToString();
    }

    /// <summary>Sometimes a very long one.</summary>
    public static string String(Dice dice) =>
        JsonText.Literal(dice, dice.OneIn(20) ? string.Concat(Enumerable.Repeat(Text(dice) + "x", dice.Between(10, 1000))) : Text(dice));

    /// <summary>A character up to U+00FF for each byte.</summary>
    public static string Bytes(Dice dice, int count)
    {
        var text = new StringBuilder();
        for (; count > 0; count--) text.Append(dice.OneIn(2) ? dice.Pick('\0', '\u007f', '\u0080', 'ÿ', '"') : (char)dice.Roll(256));
        return JsonText.Literal(dice, text.ToString());
    }

    private static string Day(Dice dice) => $"{dice.Between(2, 9998):0000}-{dice.Between(1, 12):00}-{dice.Between(1, 28):00}";

    private static string Clock(Dice dice)
    {
        var fraction = dice.OneIn(2) ? "" : $".{$"{dice.Roll(10_000_000):0000000}"[..dice.Between(1, 7)]}";
        return dice.OneIn(4) ? dice.Pick("00:00:00", "23:59:59.9999999") : $"{dice.Roll(24):00}:{dice.Roll(60):00}:{dice.Roll(60):00}{fraction}";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
