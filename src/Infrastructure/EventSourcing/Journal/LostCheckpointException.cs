namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>The subscriber's checkpoint was moved by somebody else: another process does its work.</summary>
internal sealed class LostCheckpointException(string subscriber) : Exception($"The checkpoint of {subscriber} was moved by another process.");
