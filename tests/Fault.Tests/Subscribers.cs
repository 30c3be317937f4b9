using System.Globalization;

namespace CleanES.Fault.Tests;

/// <summary>What a person has subscribers do, and what their tables say of them.</summary>
internal static class Subscribers
{
    /// <summary>Of an effect, or of a projection, whose name is followed by what tells its read models apart.</summary>
    private const string Own = "(name = @name OR name LIKE @name || '-________')";

    private const string AtRest = "asked = asked + 1, attempts = 0, error = NULL, next_attempt = NULL, is_stopped = 0, crashed_at = NULL, crashes = 0, build_error = NULL";

    private const string Newest = "(SELECT position FROM journal_counter)";

    public static void Retry(Files files, string name) => Ask(files, name, $"""
        UPDATE parked_event SET is_retried = 1 WHERE subscriber = @name;
        UPDATE subscriber SET {AtRest} WHERE {Own};
        """);

    public static void Skip(Files files, string name, long position) => Ask(files, name, $"""
        DELETE FROM parked_event WHERE subscriber = @name AND position = {position};
        INSERT INTO subscriber_audit (subscriber, action, position, reason, at) VALUES (@name, 'skip', {position}, 'planted', '2026-01-01T00:00:00.000000Z');
        UPDATE subscriber SET {AtRest} WHERE {Own};
        """);

    public static void Rebuild(Files files, string name) => Ask(files, name, $"""
        UPDATE subscriber SET asked = asked + 1, building = coalesce(building, generation + 1), build_error = NULL WHERE {Own};
        """);

    public static void Reset(Files files, string name) => Ask(files, name, $"""
        UPDATE effect_checkpoint SET position = {Newest}, event_id = (SELECT event_id FROM event_journal WHERE position = {Newest}) WHERE subscriber = @name;
        UPDATE subscriber SET {AtRest}, epoch = epoch + 1, owner = NULL, generation = coalesce(building, generation) + 1, building = NULL WHERE {Own};
        """);

    /// <summary>What an effect has set aside, by position.</summary>
    public static IReadOnlyList<(long Position, string AggregateId)> Parked(Files files, string effect) =>
        [.. Journal.Query(files, "SELECT position, aggregate_id FROM parked_event WHERE subscriber = @name ORDER BY position", ("@name", effect)).Select(row => (long.Parse(row[0], CultureInfo.InvariantCulture), row[1]))];

    /// <summary>The processes that run subscribers, by subscriber.</summary>
    public static IReadOnlyDictionary<string, string> Owners(Files files) =>
        Journal.Query(files, "SELECT name, owner FROM subscriber WHERE owner IS NOT NULL").ToDictionary(row => row[0], row => row[1]);

    /// <summary>Whether the process of this service runs all subscribers that any process runs.</summary>
    public static bool AreRunBy(Service service, Files files) => Owners(files).Values.Distinct().ToList() is [var owner] && service.HasOpen(LifeOf(owner, files));

    /// <summary>The file that a process locks as long as it lives.</summary>
    public static string LifeOf(string owner, Files files) => $"{files.Journal}-process-{owner}";

    /// <summary>How often a projection's read model was built anew.</summary>
    public static int Generation(Files files, string projection) => int.Parse(Journal.Query(files, $"SELECT generation FROM subscriber WHERE {Own}", ("@name", projection)).Single()[0], CultureInfo.InvariantCulture);

    /// <summary>What stopped it, in full.</summary>
    public static string Error(Files files, string name) => Journal.Query(files, $"SELECT error FROM subscriber WHERE {Own}", ("@name", name)).Single()[0];

    private static void Ask(Files files, string name, string sql) => Journal.Execute(files, $"BEGIN IMMEDIATE; {sql} COMMIT", ("@name", name));
}
