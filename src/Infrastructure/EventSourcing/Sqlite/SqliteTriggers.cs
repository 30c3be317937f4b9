namespace CleanES.Infrastructure.EventSourcing.Sqlite;

internal static class SqliteTriggers
{
    /// <summary>
    /// The journal is append-only: these guard against mistakes, not against attackers. The third is there because
    /// INSERT OR REPLACE deletes without asking the second.
    /// </summary>
    public const string Ensure = """
        CREATE TRIGGER IF NOT EXISTS event_journal_refuses_update BEFORE UPDATE ON event_journal
        BEGIN SELECT RAISE(ABORT, 'event_journal is append-only: UPDATE is refused'); END;

        CREATE TRIGGER IF NOT EXISTS event_journal_refuses_delete BEFORE DELETE ON event_journal
        BEGIN SELECT RAISE(ABORT, 'event_journal is append-only: DELETE is refused'); END;

        CREATE TRIGGER IF NOT EXISTS event_journal_refuses_replace BEFORE INSERT ON event_journal
        WHEN EXISTS (SELECT 1 FROM event_journal WHERE position = NEW.position)
          OR EXISTS (SELECT 1 FROM event_journal WHERE event_id = NEW.event_id)
          OR EXISTS (SELECT 1 FROM event_journal
            WHERE aggregate_type = NEW.aggregate_type AND aggregate_id = NEW.aggregate_id AND aggregate_version = NEW.aggregate_version)
        BEGIN SELECT RAISE(ABORT, 'event_journal is append-only: this position, event id or aggregate version is taken'); END;
        """;
}
