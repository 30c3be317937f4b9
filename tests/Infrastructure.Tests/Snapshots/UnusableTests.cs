using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.Tests.Support;
using CleanES.TestKit;

namespace CleanES.Infrastructure.Tests.Snapshots;

/// <summary>A snapshot that is wrong, old or damaged is ignored and replaced.</summary>
public sealed class UnusableTests : SnapshotTest
{
    [Theory]
    [InlineData("aggregate_version = 6")]
    [InlineData("aggregate_version = 8")]
    [InlineData("aggregate_version = -1")]
    [InlineData("aggregate_version = 'x'")]
    [InlineData("event_id = '0198c0de-0000-7000-8000-000000000001'")]
    [InlineData("event_id = (SELECT event_id FROM event_journal WHERE position = 7)")]
    [InlineData("event_id = 'x'")]
    [InlineData("event_id = x'00ff'")]
    [InlineData("fingerprint = 'x'")]
    [InlineData("state = ''")]
    [InlineData("state = 'null'")]
    [InlineData("state = '{}'")]
    [InlineData("state = replace(state, 'tin', 'tan')")]
    [InlineData("state = replace(state, '7', '8')")]
    [InlineData("state = state || ' '")]
    [InlineData("state = substr(state, 1, length(state) / 2)")]
    [InlineData("state = x'fffe00'")]
    [InlineData("checksum = ''")]
    [InlineData("checksum = upper(hex(checksum))")]
    [InlineData("checksum = x'fffe'")]
    [InlineData("checksum = CAST(x'fffe' AS TEXT)")]
    [InlineData("checksum = CAST(x'31003232' AS TEXT)")]
    [InlineData("checksum = 7.5")]
    public async Task A_damaged_one_is_told_of_once(string damage)
    {
        var id = await OpenWithSnapshotAsync(version: 7);
        var good = Columns();
        File.Execute($"UPDATE snapshot SET {damage}");
        Assert.NotEqual(good, Columns());

        await AssertIsReplayedAsync(await Store.LoadAsync<Pantry>(id, default));

        await Eventually.IsSoAsync(() => Columns() == good);
        await AssertIsReplayedAsync(await Store.LoadAsync<Pantry>(id, default));
        Assert.Equal([$"The snapshot of pantry {id} is ignored and replaced: it is damaged"], Log.Warnings);
    }

    /// <summary>No statement stores a NULL there, but a flipped bit does.</summary>
    [Theory]
    [InlineData("aggregate_version")]
    [InlineData("event_id")]
    [InlineData("fingerprint")]
    [InlineData("state")]
    [InlineData("checksum")]
    public async Task One_that_lacks_a_column_is_replaced(string column)
    {
        var id = await OpenWithSnapshotAsync(version: 7);
        var good = Columns();
        File.Execute($"""
            CREATE TABLE kept AS SELECT * FROM snapshot;
            DROP TABLE snapshot;
            CREATE TABLE snapshot (aggregate_type TEXT, aggregate_id TEXT, aggregate_version INTEGER, event_id TEXT, fingerprint TEXT, state TEXT, checksum BLOB, PRIMARY KEY (aggregate_type, aggregate_id));
            INSERT INTO snapshot SELECT aggregate_type, aggregate_id, aggregate_version, event_id, fingerprint, state, checksum FROM kept;
            UPDATE snapshot SET {column} = NULL
            """);

        await AssertIsReplayedAsync(await Store.LoadAsync<Pantry>(id, default));

        await Eventually.IsSoAsync(() => Columns() == good);
    }

    [Fact]
    public async Task That_of_another_aggregate_is_not_taken_for_its_own()
    {
        var other = await OpenWithSnapshotAsync(version: 9);
        var id = await StoreAsync(Pantry.Open("tins").FillTo(9));
        File.Execute($"INSERT INTO snapshot SELECT aggregate_type, '{id}', aggregate_version, event_id, fingerprint, state, checksum FROM snapshot");

        await AssertIsReplayedAsync(await Store.LoadAsync<Pantry>(id, default));
        await AssertIsReplayedAsync(await Store.LoadAsync<Pantry>(other, default));
    }

    [Fact]
    public async Task One_with_the_id_of_another_event_is_of_another_history()
    {
        var id = await OpenWithSnapshotAsync(version: 7);
        await ForgeAsync(id, good => good with { EventId = Guid.CreateVersion7(), State = good.State.Replace("tin", "tan", StringComparison.Ordinal) });

        await AssertIsReplayedAsync(await Store.LoadAsync<Pantry>(id, default));

        Assert.Contains("is ignored and replaced: it is of another history", Assert.Single(Log.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public async Task One_of_events_that_are_lost_gives_way_to_what_is_there(int since)
    {
        var id = await OpenWithSnapshotAsync(version: 7);
        File.DropTriggers();
        File.Execute("DELETE FROM event_journal WHERE aggregate_version > 5; UPDATE journal_counter SET position = 6");
        for (var version = 6; version < 6 + since; version++) File.Plant(id, version, "pantry_item_put", """{"item":"jam","number":1}""", aggregateType: "pantry");

        await AssertIsReplayedAsync(await Store.LoadAsync<Pantry>(id, default));

        await StoredAsync(id, 5 + since);
        await AssertIsReplayedAsync(await Store.LoadAsync<Pantry>(id, default));
        Assert.Contains("is ignored and replaced: it is of another history", Assert.Single(Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_an_aggregate_that_never_was_makes_none()
    {
        var id = await OpenWithSnapshotAsync(version: 7);
        File.DropTriggers();
        File.Execute("DELETE FROM event_journal; UPDATE journal_counter SET position = 0");

        Assert.Null(await Store.FindAsync<Pantry>(id, default));
    }

    [Fact]
    public async Task One_that_other_code_made_is_not_read_and_not_worth_a_word()
    {
        var id = await OpenWithSnapshotAsync(version: 7);
        var good = Columns();
        await ForgeAsync(id, own => own with { Fingerprint = "other", State = own.State.Replace("tin", "tan", StringComparison.Ordinal) });

        await AssertIsReplayedAsync(await Store.LoadAsync<Pantry>(id, default));

        await Eventually.IsSoAsync(() => Columns() == good);
        Assert.Empty(Log.Warnings);
    }

    [Fact]
    public async Task One_that_the_aggregate_cannot_be_restored_from_is_replaced()
    {
        var id = await OpenWithSnapshotAsync(version: 7);
        var good = Columns();
        await ForgeAsync(id, own => own with { State = """{"version":7,"is_discarded":false,"claims":{}}""" });

        await AssertIsReplayedAsync(await Store.LoadAsync<Pantry>(id, default));

        await Eventually.IsSoAsync(() => Columns() == good);
        Assert.Contains("is ignored and replaced: it cannot be restored: ", Assert.Single(Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_look_back_ignores_a_damaged_one_and_leaves_it_to_others()
    {
        var id = await OpenWithSnapshotAsync(version: 7);
        File.Execute("UPDATE snapshot SET state = '{}'");

        await AssertIsReplayedAsync(await Store.LoadAtAsync<Pantry>(id, 7, default));

        Assert.Empty(Log.Warnings);
        Assert.Equal("{}", File.Scalar("SELECT state FROM snapshot"));
    }

    [Fact]
    public async Task Without_their_table_all_is_replayed()
    {
        var id = await OpenWithSnapshotAsync(version: 7);
        File.Execute("DROP TABLE snapshot");

        await AssertIsReplayedAsync(await Store.LoadAsync<Pantry>(id, default));

        Assert.StartsWith($"The snapshot of pantry {id} cannot be read: all events are replayed", Log.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_is_sound_whatever_its_snapshots_are()
    {
        await OpenWithSnapshotAsync(version: 7);
        File.Execute("UPDATE snapshot SET state = '{}', aggregate_version = 99, event_id = 'x'");
        var problems = new List<JournalProblem>();

        await Service.Get<IJournalTools>().VerifyAsync(problems.Add, new Progress<JournalProgress>(), default);

        Assert.Empty(problems);
        File.AssertInvariants();
    }

    private string Columns() => $"{File.Scalar("SELECT concat_ws('|', aggregate_id, aggregate_version, event_id, fingerprint, typeof(state), state, typeof(checksum), hex(checksum)) FROM snapshot")}";

    /// <summary>Changes it to one that nothing is wrong with in itself.</summary>
    private async Task ForgeAsync(Guid id, Func<Snapshot, Snapshot> change)
    {
        var (eventId, fingerprint, state) = (Text("event_id"), Text("fingerprint"), Text("state"));
        var forged = change(new Snapshot("pantry", id, 7, Guid.Parse(eventId), fingerprint, state));
        await Service.Get<JournalWriter>().AppendAsync(new Append([], Snapshot: new NewSnapshot(forged, Unusable: Checksum())));
        Assert.Equal(forged.Checksum(), Checksum());

        byte[] Checksum() => (byte[])File.Scalar($"SELECT checksum FROM snapshot WHERE aggregate_id = '{id}'")!;

        string Text(string column) => (string)File.Scalar($"SELECT {column} FROM snapshot WHERE aggregate_id = '{id}'")!;
    }
}
