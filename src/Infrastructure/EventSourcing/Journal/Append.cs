using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>What is stored as a whole or not at all: the new events of some aggregates, and what travels with them.</summary>
/// <param name="AliveProcess">The process gives a sign of life for the subscribers that it runs.</param>
internal sealed record Append(
    IReadOnlyList<AggregateAppend> Aggregates, CheckpointMove? Checkpoint = null, string? AliveProcess = null, NewSnapshot? Snapshot = null)
{
    public IEnumerable<EventEnvelope> Events => Aggregates.SelectMany(aggregate => aggregate.Events);
}

/// <param name="Aggregate">The class, for the message to one who lost a race.</param>
/// <param name="Events">At least one; in order, without their positions.</param>
/// <param name="Claims">All that it holds from now on; null if that does not change.</param>
internal sealed record AggregateAppend(Type Aggregate, IReadOnlyList<EventEnvelope> Events, IReadOnlyDictionary<string, string>? Claims = null)
{
    public (string Type, Guid Id) Key => (Events[0].AggregateType, Events[0].AggregateId);
    public long ExpectedVersion => Events[0].AggregateVersion - 1;
}

/// <summary>An effect's step ahead, if its checkpoint still is where the step starts and nobody has taken it over.</summary>
/// <param name="EventId">Of the event at <paramref name="To"/>.</param>
internal sealed record CheckpointMove(string Subscriber, long From, long To, Guid EventId, long Epoch);
