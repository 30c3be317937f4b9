using System.Buffers.Text;
using System.Globalization;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>Dates as the journal has them: <see cref="EventEnvelope.DateFormat"/>.</summary>
internal static class UtcText
{
    private const int Length = 27;

    public static string Of(DateTimeOffset date) => date.UtcDateTime.ToString(EventEnvelope.DateFormat, CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">It is none.</exception>
    public static DateTimeOffset Read(string text) => DateTimeOffset.ParseExact(text, EventEnvelope.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <exception cref="DamagedColumnException">It is none.</exception>
    public static DateTimeOffset Read(ReadOnlySpan<byte> utf8)
    {
        // With a seventh digit it is the round-trip format, which is read twice as fast as one that is given by a pattern.
        Span<byte> roundTrip = stackalloc byte[Length + 1];
        if (utf8.Length != Length) throw Malformed();

        utf8[..^1].CopyTo(roundTrip);
        (roundTrip[^2], roundTrip[^1]) = ((byte)'0', utf8[^1]);
        return roundTrip[^1] == 'Z' && Utf8Parser.TryParse(roundTrip, out DateTimeOffset date, out var read, 'O') && read == roundTrip.Length ? date : throw Malformed();
    }

    private static DamagedColumnException Malformed() => new("A date has another format than yyyy-MM-ddTHH:mm:ss.ffffffZ.");
}
