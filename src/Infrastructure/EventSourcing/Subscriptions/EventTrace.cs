using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>Makes a tree of the events of one correlation id: each hangs on the command that raised it, each command on the event that caused it.</summary>
internal static class EventTrace
{
    /// <param name="rows">By position; some may only contain the id somewhere.</param>
    public static IReadOnlyList<TracedCommand> Of(string correlationId, IEnumerable<EventEnvelope> rows)
    {
        var events = rows.Select(row => (Row: row, Origin: EventMetadata.OriginIn(row.Metadata))).Where(one => one.Origin.CorrelationId == correlationId).ToList();
        var known = events.Select(one => one.Row.EventId).ToHashSet();
        var byCause = events.ToLookup(one => one.Origin.CausationId is { } cause && known.Contains(cause) ? cause : (Guid?)null);
        return CommandsOf(null);

        IReadOnlyList<TracedCommand> CommandsOf(Guid? cause) =>
            [.. byCause[cause].GroupBy(one => one.Origin.CommandId).Select(command => new TracedCommand(command.Key, [.. command.Select(one => Traced(one.Row))]))];

        TracedEvent Traced(EventEnvelope row) => new(row.Position, row.EventId, row.EventType, row.AggregateType, row.AggregateId, row.CreateDate, CommandsOf(row.EventId));
    }
}
