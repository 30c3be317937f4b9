using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>Dates as text in UTC: it sorts as they do, which SQLite's provider refuses for the type itself.</summary>
internal sealed class UtcTextConverter() : ValueConverter<DateTimeOffset, string>(date => UtcText.Of(date), text => UtcText.Read(text));
