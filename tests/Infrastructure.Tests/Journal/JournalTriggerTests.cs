using CleanES.Infrastructure.Tests.Support;
using Microsoft.Data.Sqlite;

namespace CleanES.Infrastructure.Tests.Journal;

/// <summary>The journal is append-only for every connection, with or without recursive triggers.</summary>
public sealed class JournalTriggerTests(JournalTriggerTests.StoredEvents journal) : IClassFixture<JournalTriggerTests.StoredEvents>
{
    private const string Columns = "event_type, event_version, event_data, aggregate_type, aggregate_id, aggregate_version, create_date, metadata";

    public static TheoryData<string, bool> Mistakes
    {
        get
        {
            var mistakes = new TheoryData<string, bool>();
            foreach (var insert in (string[])["INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE", "REPLACE"])
            {
                mistakes.AddBoth($"{insert} INTO event_journal SELECT position, 'new', 'x', 1, 'x', 'x', 'x', 0, 'x', 'x' FROM event_journal WHERE position = 2");
                mistakes.AddBoth($"{insert} INTO event_journal SELECT 99, event_id, 'x', 1, 'x', 'x', 'x', 0, 'x', 'x' FROM event_journal WHERE position = 2");
                mistakes.AddBoth($"{insert} INTO event_journal SELECT 99, 'new', {Columns} FROM event_journal WHERE position = 2");
            }

            mistakes.AddBoth("UPDATE event_journal SET event_data = '{}' WHERE position = 2");
            mistakes.AddBoth("UPDATE OR REPLACE event_journal SET position = 1 WHERE position = 2");
            mistakes.AddBoth("UPDATE OR IGNORE event_journal SET position = 99 WHERE position = 2");
            mistakes.AddBoth("DELETE FROM event_journal WHERE position = 2");
            mistakes.AddBoth("DELETE FROM event_journal");
            return mistakes;
        }
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void What_is_stored_cannot_be_changed_by_mistake(string mistake, bool recursiveTriggers)
    {
        using var foreign = new JournalFile(journal.Path, recursiveTriggers);
        var before = Rows(foreign);

        var refused = Assert.Throws<SqliteException>(() => foreign.Execute(mistake));

        Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, before.Count);
        Assert.Equal(before, Rows(foreign));
    }

    [Fact]
    public void Dropped_triggers_are_back_after_the_next_start()
    {
        using var foreign = new JournalFile(journal.Path);
        foreign.DropTriggers();
        using (new TestService(Path.GetDirectoryName(journal.Path)!)) { }

        Assert.Equal(3, foreign.Column<string>("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event_journal'").Count);
        Assert.Throws<SqliteException>(() => foreign.Execute("DELETE FROM event_journal"));
    }

    private static List<string> Rows(JournalFile file) =>
        file.Column<string>("SELECT position || event_id || event_type || event_data || aggregate_id || aggregate_version FROM event_journal ORDER BY position");

    /// <summary>Three events: nobody manages to change them, so all tests share them.</summary>
    public sealed class StoredEvents : JournalTest, IAsyncLifetime
    {
        public string Path => JournalPath;

        public Task InitializeAsync() => Service.OpenAccountAsync(deposits: 2);

        public Task DisposeAsync() => Task.CompletedTask;
    }
}

internal static class Both
{
    public static void AddBoth(this TheoryData<string, bool> data, string sql)
    {
        data.Add(sql, false);
        data.Add(sql, true);
    }
}
