using CleanES.Infrastructure.Tests.Support;
using CleanES.TestKit;
using Xunit.Sdk;

namespace CleanES.Infrastructure.Tests.Journal;

/// <summary>Every violation is found: each is planted in a good journal, as damage or a faulty program would.</summary>
public sealed class JournalInvariantsTests : JournalTest
{
    [Theory]
    [InlineData("DELETE FROM event_journal WHERE position = 2", "position 3 follows position 1")]
    [InlineData("DELETE FROM event_journal WHERE position = 1", "position 2 follows position 0")]
    [InlineData("UPDATE journal_counter SET position = 4", "the counter is at 4, the newest event at 3")]
    [InlineData("DELETE FROM journal_counter", "the counter is at nothing, the newest event at 3")]
    [InlineData("UPDATE event_journal SET aggregate_version = 7 WHERE position = 3", "position 3: account {id} has version 7 after version 1")]
    [InlineData("UPDATE event_journal SET aggregate_version = CASE position WHEN 2 THEN 2 ELSE 1 END WHERE position > 1", "position 2: account {id} has version 2 after version 0")]
    [InlineData("UPDATE event_journal SET event_id = (SELECT event_id FROM event_journal WHERE position = 1) WHERE position = 3", "is at positions 1 and 3")]
    [InlineData("UPDATE event_journal SET event_id = upper(event_id) WHERE position = 2", "position 2: event id ")]
    [InlineData("UPDATE event_journal SET event_id = replace(event_id, '-', '') WHERE position = 2", "is no lower-case UUID")]
    [InlineData("UPDATE event_journal SET aggregate_id = upper(aggregate_id)", "position 1: aggregate id ")]
    [InlineData("UPDATE event_journal SET create_date = '2026-01-01 00:00:00' WHERE position = 2", "position 2: create date 2026-01-01 00:00:00 is no UTC time")]
    [InlineData("UPDATE event_journal SET create_date = '2026-02-30T00:00:00.000000Z' WHERE position = 2", "position 2: create date 2026-02-30T00:00:00.000000Z is no UTC time")]
    [InlineData("UPDATE event_journal SET event_data = '[1]' WHERE position = 2", "position 2: event data [1] is no JSON object")]
    [InlineData("UPDATE event_journal SET event_data = '{\"amount\":' WHERE position = 2", "position 2: event data {\"amount\": is no JSON object")]
    [InlineData("UPDATE event_journal SET metadata = 'null' WHERE position = 2", "position 2: metadata null is no JSON object")]
    [InlineData("INSERT INTO effect_checkpoint (subscriber, position) VALUES ('welcome-mail', 4)", "effect welcome-mail is at position 4, the journal at 3")]
    [InlineData("INSERT INTO effect_checkpoint (subscriber, position) VALUES ('welcome-mail', -1)", "effect welcome-mail is at position -1")]
    [InlineData("INSERT INTO claim VALUES ('account.holder', 'ANN', 'account', 'nobody')", "claim account.holder \"ANN\" is held by account nobody, which has no event")]
    [InlineData(
        "DROP TABLE claim; CREATE TABLE claim (name, value, aggregate_type, aggregate_id); INSERT INTO claim SELECT 'a.b', 'x', 'account', aggregate_id FROM event_journal LIMIT 2",
        "claim a.b \"x\" is held 2 times")]
    public async Task A_violation_is_found(string planted, string told)
    {
        var id = await JournalOfThreeAsync();
        JournalInvariants.Check(JournalPath);

        File.Execute(planted);

        var found = Assert.ThrowsAny<XunitException>(() => JournalInvariants.Check(JournalPath)).Message;
        Assert.Contains(told.Replace("{id}", $"{id}", StringComparison.Ordinal), found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_violations_are_told_at_once()
    {
        await JournalOfThreeAsync();
        File.Execute("UPDATE event_journal SET event_data = '1', metadata = '2' WHERE position > 1; UPDATE journal_counter SET position = 9");

        var found = Assert.ThrowsAny<XunitException>(() => JournalInvariants.Check(JournalPath)).Message.Split('\n');

        Assert.Contains(JournalPath, found[0], StringComparison.Ordinal);
        Assert.Equal(5, found.Length - 1);
    }

    [Fact]
    public async Task An_empty_journal_and_one_from_before_claims_keep_them()
    {
        await JournalOfThreeAsync();
        File.Execute("DROP TABLE claim");
        JournalInvariants.Check(JournalPath);

        File.Execute("DELETE FROM event_journal; UPDATE journal_counter SET position = 0");
        JournalInvariants.Check(JournalPath);
    }

    /// <summary>Without triggers and unique indexes, so that anything can be planted.</summary>
    private async Task<Guid> JournalOfThreeAsync()
    {
        var id = await Service.OpenAccountAsync(deposits: 2);
        File.DropTriggers();
        foreach (var index in File.Column<string>("SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '%UNIQUE%'")) File.Execute($"DROP INDEX \"{index}\"");
        return id;
    }
}
