using System.Globalization;
using System.Text.Json;
using CleanES.Application.EventSourcing;
using Microsoft.Data.Sqlite;

namespace CleanES.TestKit;

/// <summary>
/// What is true of every journal at every moment; <c>docs/journal-invariants.md</c> says why. Read from the file as a stranger would, on a
/// connection that cannot write, while the service runs or after it has ended.
/// </summary>
public static class JournalInvariants
{
    /// <summary>Each query yields a line for each violation.</summary>
    private static readonly string[] _queries =
    [
        """
        SELECT format('position %d follows position %d', position, before)
        FROM (SELECT position, lag(position, 1, 0) OVER (ORDER BY position) AS before FROM event_journal) WHERE position <> before + 1
        """,
        """
        SELECT format('the counter is at %s, the newest event at %d', coalesce(counter, 'nothing'), newest)
        FROM (SELECT coalesce(max(position), 0) AS newest, (SELECT group_concat(position, ' and ') FROM journal_counter) AS counter FROM event_journal)
        WHERE counter IS NOT CAST(newest AS TEXT)
        """,
        """
        SELECT format('position %d: %s %s has version %d after version %d', position, aggregate_type, aggregate_id, aggregate_version, before)
        FROM (SELECT *, lag(aggregate_version, 1, -1) OVER (PARTITION BY aggregate_type, aggregate_id ORDER BY position) AS before FROM event_journal)
        WHERE aggregate_version <> before + 1
        """,
        "SELECT format('event id %s is at positions %s', event_id, group_concat(position, ' and ')) FROM event_journal GROUP BY event_id HAVING count(*) > 1",
        "SELECT format('position %d: event id %s is no lower-case UUID', position, event_id) FROM event_journal WHERE NOT is_uuid(event_id)",
        "SELECT format('position %d: aggregate id %s is no lower-case UUID', position, aggregate_id) FROM event_journal WHERE NOT is_uuid(aggregate_id)",
        """
        SELECT format('position %d: create date %s is no UTC time to the microsecond', position, create_date)
        FROM event_journal WHERE NOT is_date(create_date)
        """,
        "SELECT format('position %d: event data %s is no JSON object', position, event_data) FROM event_journal WHERE NOT is_object(event_data)",
        "SELECT format('position %d: metadata %s is no JSON object', position, metadata) FROM event_journal WHERE NOT is_object(metadata)",
        """
        SELECT format('effect %s is at position %d, the journal at %d', subscriber, position, newest)
        FROM effect_checkpoint, (SELECT coalesce(max(position), 0) AS newest FROM event_journal) WHERE position NOT BETWEEN 0 AND newest
        """,
    ];

    private static readonly string[] _claimQueries =
    [
        "SELECT format('claim %s \"%s\" is held %d times', name, value, count(*)) FROM claim GROUP BY name, value HAVING count(*) > 1",
        """
        SELECT format('claim %s "%s" is held by %s %s, which has no event', name, value, aggregate_type, aggregate_id)
        FROM claim WHERE (aggregate_type, aggregate_id) NOT IN (SELECT aggregate_type, aggregate_id FROM event_journal)
        """,
    ];

    /// <summary>Fails unless the journal keeps them all; tells every violation.</summary>
    /// <param name="journalFile">The path of the journal's database.</param>
    public static void Check(string journalFile)
    {
        var violations = Violations(journalFile);
        if (violations.Count > 0) Assert.Fail($"The journal {journalFile} breaks its invariants:{string.Concat(violations.Select(line => $"\n  {line}"))}");
    }

    private static List<string> Violations(string journalFile)
    {
        var file = new SqliteConnectionStringBuilder { DataSource = journalFile, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        using var connection = new SqliteConnection(file.ConnectionString);
        connection.Open();
        connection.CreateFunction("is_uuid", (string? text) => Guid.TryParseExact(text, "D", out var id) && id.ToString("D") == text);
        connection.CreateFunction("is_date", (string? text) =>
            DateTime.TryParseExact(text, EventEnvelope.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
        connection.CreateFunction("is_object", (string? text) => IsObject(text));

        using var moment = connection.BeginTransaction(deferred: true);     // all queries see the same
        var hasClaims = Lines(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'claim'").Count > 0;
        return [.. _queries.Concat(hasClaims ? _claimQueries : []).SelectMany(query => Lines(connection, query))];
    }

    private static List<string> Lines(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var rows = command.ExecuteReader();
        List<string> lines = [];
        while (rows.Read()) lines.Add(rows.GetString(0));
        return lines;
    }

    private static bool IsObject(string? text)
    {
        try
        {
            return text is not null && JsonElement.Parse(text).ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
