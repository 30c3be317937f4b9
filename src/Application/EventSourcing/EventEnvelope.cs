namespace CleanES.Application.EventSourcing;

/// <summary>One row of the journal.</summary>
/// <param name="Position">Place in the whole journal: 1, 2, 3 … contiguous, in commit order.</param>
/// <param name="EventId">UUID, unique in the journal.</param>
/// <param name="EventType">Stable name: <c>todo_created</c>.</param>
/// <param name="EventVersion">The version of the schema that <paramref name="EventData"/> was written with; 1 is the oldest.</param>
/// <param name="EventData">The event as a JSON object with names in snake_case, exactly as stored.</param>
/// <param name="AggregateType">Stable name: <c>todo</c>.</param>
/// <param name="AggregateVersion">Place in the aggregate's history: 0, 1, 2 … contiguous.</param>
/// <param name="CreateDate">When the event was handed to the journal, in UTC, to the microsecond.</param>
/// <param name="Metadata">A JSON object: what surrounded the event without being part of the fact.</param>
public sealed record EventEnvelope(
    long Position,
    Guid EventId,
    string EventType,
    int EventVersion,
    string EventData,
    string AggregateType,
    Guid AggregateId,
    long AggregateVersion,
    DateTimeOffset CreateDate,
    string Metadata)
{
    /// <summary>How <see cref="CreateDate"/> is written, in UTC.</summary>
    public const string DateFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
}
