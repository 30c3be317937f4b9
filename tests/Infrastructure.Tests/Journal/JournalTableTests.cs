using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Sqlite;
using CleanES.Infrastructure.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.Tests.Journal;

public sealed partial class JournalTableTests : JournalTest
{
    [Fact]
    public async Task The_columns_are_the_documented_ones_in_their_order()
    {
        await Service.OpenAccountAsync();

        Assert.Equal(
            [
                "position INTEGER", "event_id TEXT", "event_type TEXT", "event_version INTEGER", "event_data TEXT",
                "aggregate_type TEXT", "aggregate_id TEXT", "aggregate_version INTEGER", "create_date TEXT", "metadata TEXT",
            ],
            File.Column<string>("SELECT name || ' ' || type FROM pragma_table_info('event_journal') WHERE \"notnull\" ORDER BY cid"));
        Assert.Equal(["position"], File.Column<string>("SELECT name FROM pragma_table_info('event_journal') WHERE pk > 0"));
    }

    [Fact]
    public async Task Event_ids_and_aggregate_versions_are_unique_by_index()
    {
        await Service.OpenAccountAsync();

        Assert.Equal(
            ["aggregate_type,aggregate_id,aggregate_version", "event_id"],
            File.Column<string>("""
                SELECT (SELECT group_concat(name) FROM pragma_index_info(list.name)) AS columns
                FROM pragma_index_list('event_journal') list WHERE "unique" ORDER BY columns
                """));
    }

    [Fact]
    public async Task A_row_holds_the_event_and_its_envelope_as_text()
    {
        var now = new DateTimeOffset(2026, 3, 4, 7, 6, 7, TimeSpan.FromHours(2)).AddTicks(1234567);
        using var service = new TestService(Folder, clock: new FixedClock(now));
        var account = Account.Open(Guid.Parse("0195ABCD-EF01-7000-8000-00000000ABCD"), "Zoë \"Z\"\n");
        var pending = account.Pending[0];
        await service.Store.SaveAsync(account, default);

        Assert.Equal("2026-03-04T05:06:07.123456Z", File.Scalar("SELECT create_date FROM event_journal"));
        Assert.Equal("0195abcd-ef01-7000-8000-00000000abcd", File.Scalar("SELECT aggregate_id FROM event_journal"));
        Assert.Equal(pending.Id.ToString(), File.Scalar("SELECT event_id FROM event_journal"));
        Assert.Equal("""{"holder":"Zoë \"Z\"\n","opened_by_clerk":null}""", File.Scalar("SELECT event_data FROM event_journal"));
        Assert.Equal("account_opened|1|account|0", File.Scalar("""
            SELECT concat_ws('|', event_type, event_version, aggregate_type, aggregate_version) FROM event_journal
            """));
        Assert.Equal(now.AddTicks(-7), Assert.Single(await service.HistoryAsync<Account>(account.Id)).CreateDate);
    }

    [Fact]
    public async Task Ids_are_lower_case_hyphenated_text_and_event_ids_of_version_7()
    {
        await Service.OpenAccountAsync(deposits: 20);

        Assert.Equal("text", File.Scalar("SELECT group_concat(DISTINCT typeof(event_id)) FROM event_journal"));
        Assert.Equal("text", File.Scalar("SELECT group_concat(DISTINCT typeof(aggregate_id)) FROM event_journal"));
        Assert.All(File.Column<string>("SELECT event_id FROM event_journal"), id => Assert.Matches(UuidVersion7(), id));
        Assert.All(File.Column<string>("SELECT aggregate_id FROM event_journal"), id => Assert.Matches(UuidVersion7(), id));
    }

    [Theory]
    [InlineData("true", """{"amount":1,"schema_version":1}""", """{"schema_version":1}""")]
    [InlineData("false", """{"amount":1}""", "{}")]
    [InlineData(null, """{"amount":1}""", "{}")]
    public async Task The_version_is_added_to_the_data_when_asked_for(string? asked, string deposited, string closed)
    {
        using var service = new TestService(Folder, settings: new() { ["EventSchemas:AddVersionToEventData"] = asked });
        var id = await service.OpenAccountAsync(deposits: 1);
        Assert.Equal(1, (await service.Store.LoadAsync<Account>(id, default)).Balance);
        await service.Store.UpdateAsync<Account>(id, null, account => account.Close(), default);

        Assert.Equal([deposited, closed], File.Column<string>("SELECT event_data FROM event_journal WHERE position > 1 ORDER BY position"));
    }

    [Fact]
    public void The_appending_connection_syncs_fully_writes_a_WAL_and_leaves_waiting_to_us()
    {
        _ = Service;
        using var transaction = (SqliteJournalTransaction)new SqliteJournal($"Data Source={TestService.JournalName}", Folder).ConnectForAppending();
        var connection = ConnectionOf(transaction);

        Assert.Equal(2L, SqliteFile.Scalar(connection, "PRAGMA synchronous"));
        Assert.Equal("wal", SqliteFile.Scalar(connection, "PRAGMA journal_mode"));
        Assert.Equal(1L, SqliteFile.Scalar(connection, "PRAGMA recursive_triggers"));
        Assert.Equal(0L, SqliteFile.Scalar(connection, "PRAGMA busy_timeout"));
    }

    [Fact]
    public async Task Every_other_connection_to_the_journal_syncs_fully_too()
    {
        using var plain = Service.Get<IJournalDatabase>().Connect();
        Assert.Equal(2L, SqliteFile.Scalar((SqliteConnection)plain, "PRAGMA synchronous"));

        await using var context = await Service.Get<IDbContextFactory<JournalContext>>().CreateDbContextAsync();
        await context.Database.OpenConnectionAsync();
        Assert.Equal(2L, SqliteFile.Scalar((SqliteConnection)context.Database.GetDbConnection(), "PRAGMA synchronous"));

        await using var migrating = new SqliteJournalContext(new DbContextOptionsBuilder<SqliteJournalContext>().UseSqlite($"Data Source={JournalPath}").Options);
        await migrating.Database.OpenConnectionAsync();
        Assert.Equal(2L, SqliteFile.Scalar((SqliteConnection)migrating.Database.GetDbConnection(), "PRAGMA synchronous"));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_connection")]
    private static extern ref SqliteConnection ConnectionOf(SqliteJournalTransaction transaction);

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
    private static partial Regex UuidVersion7();
}
