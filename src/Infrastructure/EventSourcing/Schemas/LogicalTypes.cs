using System.Buffers;
using System.Buffers.Text;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>
/// What Avro's logical types accept: the number that Avro defines, or the text that C# writes. Source of the names and of the types that they
/// annotate: the specification of Avro 1.12. A fraction of a second may be finer than the unit says: what C# wrote is kept.
/// </summary>
internal static class LogicalTypes
{
    private const long MillisADay = 24 * 60 * 60 * 1000;
    private static readonly SearchValues<byte> _uuidDigits = SearchValues.Create("0123456789abcdefABCDEF-"u8);

    /// <summary>The types that each may annotate. Another name has no meaning here, and its value is checked as one of the type annotated.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Annotated = new Dictionary<string, string[]>
    {
        ["uuid"] = ["string"],
        ["decimal"] = ["bytes", "fixed"],
        ["date"] = ["int"],
        ["time-millis"] = ["int"],
        ["time-micros"] = ["long"],
        ["timestamp-millis"] = ["long"],
        ["timestamp-micros"] = ["long"],
        ["timestamp-nanos"] = ["long"],
        ["local-timestamp-millis"] = ["long"],
        ["local-timestamp-micros"] = ["long"],
        ["local-timestamp-nanos"] = ["long"],
        ["duration"] = ["fixed"],
    };

    public static bool IsUuid(ReadOnlySpan<byte> text) =>
        text.Length == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-'
        && text.Count((byte)'-') == 4 && !text.ContainsAnyExcept(_uuidDigits);

    // By hand: to have DateTimeOffset and its like parse the text takes twenty times as long as reading it.
    public static bool IsDate(ReadOnlySpan<byte> text) =>
        text.Length == 10 && text[4] == '-' && text[7] == '-'
        && Pair(text, 0) is >= 0 and var century && Pair(text, 2) is >= 0 and var year && century + year > 0
        && Pair(text, 5) is > 0 and <= 12 and var month
        && Pair(text, 8) is > 0 and var day && (day <= 28 || day <= DateTime.DaysInMonth(century * 100 + year, month));

    public static bool IsTime(ReadOnlySpan<byte> text) =>
        text.Length >= 8 && text[2] == ':' && text[5] == ':'
        && Pair(text, 0) is >= 0 and < 24 && Pair(text, 3) is >= 0 and < 60 && Pair(text, 6) is >= 0 and < 60
        && (text.Length == 8 || text.Length is > 9 and <= 16 && text[8] == '.' && !text[9..].ContainsAnyExceptInRange((byte)'0', (byte)'9'));

    public static bool IsLocalTime(ReadOnlySpan<byte> text) => text.Length > 11 && text[10] == 'T' && IsDate(text[..10]) && IsTime(text[11..]);

    public static bool IsInstant(ReadOnlySpan<byte> text)
    {
        if (text is [.. var utc, (byte)'Z']) return IsLocalTime(utc);
        if (text.Length < 6 || text[^6] is not ((byte)'+' or (byte)'-') || text[^3] != ':' || !IsLocalTime(text[..^6])) return false;
        if (Pair(text, text.Length - 5) is not (>= 0 and var hours) || Pair(text, text.Length - 2) is not (>= 0 and < 60 and var minutes)) return false;

        // C# knows no offset beyond 14 hours, and no time that is in the year 0 or 10000 at UTC.
        var offset = (hours * 60 + minutes) * (text[^6] == '-' ? -1 : 1);
        var minute = Pair(text, 11) * 60 + Pair(text, 14);
        return offset is >= -14 * 60 and <= 14 * 60
            && (minute >= offset || !text.StartsWith("0001-01-01"u8)) && (minute - offset < 24 * 60 || !text.StartsWith("9999-12-31"u8));
    }

    /// <summary>A time of day as a number of its unit.</summary>
    public static bool IsTimeOfDay(ReadOnlySpan<byte> number, int unitsAMilli) =>
        Utf8Parser.TryParse(number, out long units, out var read) && read == number.Length && units >= 0 && units < MillisADay * unitsAMilli;

    /// <summary>Whether a JSON number has at most so many digits in all, and of them so many after the point, zeros at either end not counted.</summary>
    public static bool IsDecimal(ReadOnlySpan<byte> number, int precision, int scale)
    {
        if (number[0] == '-') number = number[1..];
        var end = number.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = end < 0 ? number : number[..end];
        var point = mantissa.IndexOf((byte)'.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        var fraction = point < 0 ? [] : mantissa[(point + 1)..];
        if (end < 0 && whole.Length <= precision - scale && fraction.Length <= scale) return true;

        fraction = fraction.TrimEnd((byte)'0');
        if (fraction.IsEmpty && whole.Trim((byte)'0').IsEmpty) return true;

        var power = end < 0 ? "0"u8 : number[(end + 1)..].TrimStart((byte)'+');
        if (!Utf8Parser.TryParse(power, out int exponent, out _)) return false;

        // The first and the last digit that is not zero, as powers of ten.
        whole = whole.TrimStart((byte)'0');
        var first = (long)exponent + (whole.IsEmpty ? -1 - fraction.IndexOfAnyExcept((byte)'0') : whole.Length - 1);
        var last = (long)exponent + (fraction.IsEmpty ? whole.Length - whole.TrimEnd((byte)'0').Length : -fraction.Length);
        return last >= -scale && first < precision - scale;
    }

    /// <summary>What two digits say; -1 if they are none.</summary>
    private static int Pair(ReadOnlySpan<byte> text, int at) =>
        text[at] is >= (byte)'0' and <= (byte)'9' && text[at + 1] is >= (byte)'0' and <= (byte)'9' ? (text[at] - '0') * 10 + text[at + 1] - '0' : -1;
}
