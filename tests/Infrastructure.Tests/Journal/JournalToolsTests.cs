using System.Collections.Concurrent;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Sqlite;
using CleanES.Infrastructure.Tests.Support;
using Microsoft.Data.Sqlite;

namespace CleanES.Infrastructure.Tests.Journal;

/// <summary>Looking into the journal as it lies there, damaged or not, and changing nothing.</summary>
public sealed class JournalToolsTests : JournalTest
{
    private IJournalTools Tools => Service.Get<IJournalTools>();

    [Theory]
    [InlineData("account")]
    [InlineData("Account")]
    public async Task A_history_is_found_by_the_name_of_the_aggregate_or_of_its_class(string name)
    {
        var id = await Service.OpenAccountAsync(deposits: 2);
        await Service.OpenAccountAsync();

        var rows = await Tools.HistoryAsync(name, id, default).ToListAsync();

        var stored = (await Service.HistoryAsync<Account>(id))[2];
        Assert.Equal(["account_opened", "account_deposited", "account_deposited"], rows.Select(row => row.EventType));
        Assert.Equal(
            new JournalRow(
                3, $"{stored.EventId}", "account_deposited", 1L, """{"amount":1}""", "account", $"{id}", 2L, $"{stored.CreateDate:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}", stored.Metadata),
            rows[2]);
    }

    [Fact]
    public async Task A_discarded_aggregate_and_a_damaged_row_are_shown_as_they_are()
    {
        var id = await Service.OpenAccountAsync();
        await Store.UpdateAsync<Account>(id, null, account => account.Close(), default);
        File.DropTriggers();
        File.Execute("UPDATE event_journal SET event_data = '{', event_version = 'one', create_date = x'01' WHERE position = 1");

        var rows = await Tools.HistoryAsync("account", id, default).ToListAsync();

        Assert.Equal(["{", "{}"], rows.Select(row => row.EventData));
        Assert.Equal("one", rows[0].EventVersion);
        Assert.Equal<byte>([1], (byte[])rows[0].CreateDate!);
    }

    [Fact]
    public async Task An_id_without_events_has_no_history_and_an_unknown_aggregate_is_told_beside_the_known_ones()
    {
        Assert.Empty(await Tools.HistoryAsync("account", Guid.CreateVersion7(), default).ToListAsync());

        var unknown = await Assert.ThrowsAsync<StartupException>(async () => await Tools.HistoryAsync("vault", Guid.CreateVersion7(), default).ToListAsync());
        Assert.Equal("There is no aggregate vault. Those that there are: account, cat, dog, member, pantry.", unknown.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3, 5, 6, 7)]
    [InlineData(7, 1, 2, 3, 5, 6, 7)]
    [InlineData(100, 1, 2, 3, 5, 6, 7)]
    public async Task The_newest_rows_are_told_oldest_first_also_beside_a_hole(int count, params int[] positions)
    {
        await Service.OpenAccountAsync(deposits: 6);
        File.DropTriggers();
        File.Execute("DELETE FROM event_journal WHERE position = 4");

        Assert.Equal(positions.Select(one => (long)one), await Tools.TailAsync(count, follow: false, default).Select(row => row.Position).ToListAsync());
    }

    [Fact]
    public async Task More_rows_than_are_read_at_once_come_in_order()
    {
        await Service.OpenAccountAsync(deposits: 999);

        Assert.Equal(Enumerable.Range(1, 1000).Select(one => (long)one), await Tools.TailAsync(2000, follow: false, default).Select(row => row.Position).ToListAsync());
    }

    [Fact]
    public async Task Who_follows_gets_what_two_services_append_none_missed_or_twice()
    {
        const int writes = 200;
        using var other = new TestService(Folder);
        await Service.OpenAccountAsync(deposits: 5);
        List<Task> writing = [];
        List<long> followed = [];
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        await foreach (var row in Tools.TailAsync(2, follow: true, patience.Token))
        {
            followed.Add(row.Position);
            if (row.Position == 6)      // the newest
            {
                writing.AddRange(new[] { Service, other }.Select(service => Task.Run(async () =>
                {
                    for (var i = 0; i < writes; i++) await service.OpenAccountAsync(deposits: 1);
                })));
            }

            if (followed.Count == 2 + (2 * writes * 2)) break;
        }

        await Task.WhenAll(writing);
        Assert.Equal(Enumerable.Range(5, followed.Count).Select(one => (long)one), followed);
        Assert.Equal(File.Count(), followed[^1]);
    }

    [Fact]
    public async Task Who_follows_an_empty_journal_gets_its_first_event_and_can_leave()
    {
        using var enough = new CancellationTokenSource();
        var seen = new BlockingCollection<long>();
        var following = Task.Run(async () =>
        {
            await foreach (var row in Tools.TailAsync(10, follow: true, enough.Token)) seen.Add(row.Position, default);
        });

        await Service.OpenAccountAsync();
        Assert.Equal(1, await Task.Run(() => seen.Take()).WaitAsync(TimeSpan.FromMinutes(1)));

        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
    }

    [Fact]
    public void A_journal_that_is_not_there_is_told_and_not_made()
    {
        Assert.Equal(
            $"There is no journal {JournalPath}. Start the service once, or name another file in ConnectionStrings:Journal.", Refusal());
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public void What_is_no_database_is_told()
    {
        System.IO.File.WriteAllText(JournalPath, new string('x', 5000));

        Assert.StartsWith($"The journal {JournalPath} is not a SQLite database. ", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_of_an_older_version_is_told_and_stays_as_it_is()
    {
        System.IO.File.WriteAllText(JournalPath, "");
        Assert.StartsWith($"The journal {JournalPath} is not up to date. Start the service once", Refusal(), StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(JournalPath).Length);

        _ = Service;
        File.Execute("DELETE FROM __EFMigrationsHistory WHERE MigrationId LIKE '%AddClaims'");
        Assert.StartsWith($"The journal {JournalPath} is not up to date. Start the service once", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_that_another_process_keeps_to_itself_is_told()
    {
        Service.Dispose();
        SqliteConnection.ClearAllPools();
        File.Execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE journal_counter SET position = position; COMMIT");

        Assert.StartsWith($"The journal {JournalPath} is locked by another process. ", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_can_be_written_and_nothing_is_left_behind(bool atRest)
    {
        _ = Service;
        if (atRest)
        {
            Service.Dispose();
            SqliteConnection.ClearAllPools();
        }

        using var serving = atRest ? null : new JournalFile(JournalPath);      // one of its own: other tests clear the pool
        serving?.Count();
        var before = Directory.GetFileSystemEntries(Folder).Order().ToList();
        using (var connection = new SqliteJournal($"Data Source={TestService.JournalName}", Folder).ConnectForReading(atOneMoment: true))
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "UPDATE journal_counter SET position = 7";
            var refused = Assert.Throws<SqliteException>(() => command.ExecuteNonQuery());
            Assert.Equal(SQLitePCL.raw.SQLITE_READONLY, refused.SqliteErrorCode);
        }

        Assert.Equal(before, Directory.GetFileSystemEntries(Folder).Order());
        Assert.Equal(!atRest, System.IO.File.Exists($"{JournalPath}-wal"));
    }

    private string Refusal() => Assert.Throws<StartupException>(
        () => new SqliteJournal($"Data Source={TestService.JournalName}", Folder).ConnectForReading(atOneMoment: true)).Message;
}
