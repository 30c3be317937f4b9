namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>What <see cref="JournalVerifier"/> asks of the tables.</summary>
internal static class JournalQueries
{
    /// <summary>Every event by its aggregate, from an index alone.</summary>
    public const string Keys = """
        SELECT position, aggregate_type, aggregate_id, aggregate_version
        FROM event_journal ORDER BY aggregate_type, aggregate_id, aggregate_version, position
        """;

    public const string Newest = "SELECT coalesce(max(position), 0) FROM event_journal";

    public const string ClaimsOf = "SELECT name, value FROM claim WHERE aggregate_type = @0 AND aggregate_id = @1";

    public const string HolderOf = "SELECT aggregate_type || ' ' || aggregate_id FROM claim WHERE name = @0 AND value = @1";

    /// <summary>What is checked by each; a row for each problem, with its position or null.</summary>
    public static readonly (string What, string Sql)[] All =
    [
        ("the positions", """
            SELECT position, 'follows position '
                || (SELECT coalesce(max(position), 0) FROM event_journal WHERE position < here.position) || ': what was between is missing'
            FROM event_journal AS here WHERE position <> 1 AND NOT EXISTS (SELECT 1 FROM event_journal WHERE position = here.position - 1)
            """),
        ("the counter", """
            SELECT NULL, 'the counter is at ' || coalesce(CAST(counter AS TEXT), 'nothing') || ', the newest event at ' || newest
            FROM (
                SELECT (SELECT position FROM journal_counter WHERE id = 1) AS counter, (SELECT coalesce(max(position), 0) FROM event_journal) AS newest) AS heads
            WHERE counter IS DISTINCT FROM newest
            """),
        ("the event ids", """
            SELECT max(position), 'event id ' || event_id || ' is at ' || count(*) || ' positions, first at ' || min(position)
            FROM event_journal GROUP BY event_id HAVING count(*) > 1
            """),
        ("the effects' checkpoints", """
            SELECT NULL, 'effect ' || subscriber || ' is at position ' || position || ', the newest event at ' || newest
            FROM effect_checkpoint, (SELECT coalesce(max(position), 0) AS newest FROM event_journal) AS head WHERE position NOT BETWEEN 0 AND newest
            """),
        ("the claims", """
            SELECT NULL, 'claim ' || name || ' "' || value || '" is held ' || count(*) || ' times' FROM claim GROUP BY name, value HAVING count(*) > 1
            """),
        ("the claims' holders", """
            SELECT NULL, 'claim ' || name || ' "' || value || '" is held by ' || aggregate_type || ' ' || aggregate_id || ', which has no event'
            FROM claim WHERE NOT EXISTS (
                SELECT 1 FROM event_journal AS held WHERE held.aggregate_type = claim.aggregate_type AND held.aggregate_id = claim.aggregate_id)
            """),
    ];
}
