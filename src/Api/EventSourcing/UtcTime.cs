using System.Globalization;

namespace CleanES.Api.EventSourcing;

/// <summary>A time in a query, as in <c>2025-07-15T09:30:00Z</c>: date and time to the second or finer. Without an offset it is UTC.</summary>
internal sealed record UtcTime(DateTimeOffset Value)
{
    public static bool TryParse(string text, out UtcTime? time)
    {
        var isTime = DateTimeOffset.TryParseExact(
            text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value);
        time = isTime ? new UtcTime(value) : null;
        return isTime;
    }
}
