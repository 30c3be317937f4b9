namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>Another process has taken the subscriber over, or a person has moved its checkpoint: what was just handled does not count.</summary>
internal sealed class LostLeaseException(string subscriber) : Exception($"Another process runs {subscriber} now.");
