using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>
/// What Avro's logical types accept: the number that Avro defines, or the text that C# writes. Source of the names and of the types that they
/// annotate: the specification of Avro 1.12. A fraction of a second may be finer than the unit says: what C# wrote is kept.
/// </summary>
internal static class LogicalTypes
{
    private const long MillisADay = 24 * 60 * 60 * 1000;
    private static readonly SearchValues<byte> _uuidDigits = SearchValues.Create("0123456789abcdefABCDEF-"u8);
    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

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

    public static bool IsDate(ReadOnlySpan<byte> text) => DateOnly.TryParseExact(
        Chars(text, stackalloc char[MaxText]), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    // The formats let a point pass that no digits follow, and an offset of fewer digits.
    public static bool IsTime(ReadOnlySpan<byte> text) => text is not [.., (byte)'.'] && TimeOnly.TryParseExact(
        Chars(text, stackalloc char[MaxText]), "HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    public static bool IsInstant(ReadOnlySpan<byte> text) =>
        text is [.., not (byte)'.', (byte)'Z'] or [.., not (byte)'.', (byte)'+' or (byte)'-', _, _, _, _, _]
        && DateTimeOffset.TryParseExact(Chars(text, stackalloc char[MaxText]), Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    public static bool IsLocalTime(ReadOnlySpan<byte> text) => text is not [.., (byte)'.'] && DateTime.TryParseExact(
        Chars(text, stackalloc char[MaxText]), "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

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
        var fraction = point < 0 ? [] : mantissa[(point + 1)..].TrimEnd((byte)'0');
        if (fraction.IsEmpty && whole.Trim((byte)'0').IsEmpty) return true;

        var power = end < 0 ? "0"u8 : number[(end + 1)..].TrimStart((byte)'+');
        if (!Utf8Parser.TryParse(power, out int exponent, out _)) return false;

        // The first and the last digit that is not zero, as powers of ten.
        whole = whole.TrimStart((byte)'0');
        var first = (long)exponent + (whole.IsEmpty ? -1 - fraction.IndexOfAnyExcept((byte)'0') : whole.Length - 1);
        var last = (long)exponent + (fraction.IsEmpty ? whole.Length - whole.TrimEnd((byte)'0').Length : -fraction.Length);
        return last >= -scale && first < precision - scale;
    }

    private const int MaxText = 40;

    /// <summary>The text as characters in the room given; nothing, which is no time of any kind, if it is longer than such a text can be.</summary>
    private static ReadOnlySpan<char> Chars(ReadOnlySpan<byte> text, Span<char> room) =>
        Ascii.ToUtf16(text, room, out var count) == OperationStatus.Done ? room[..count] : [];
}
