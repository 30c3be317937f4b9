namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>A column of the journal holds what no program has written there.</summary>
internal sealed class DamagedColumnException(string message) : FormatException(message);
