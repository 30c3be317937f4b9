using System.Diagnostics;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Sqlite;
using CleanES.Infrastructure.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CleanES.Infrastructure.Tests.Journal;

public sealed class JournalStartTests : JournalTest
{
    [Fact]
    public async Task A_missing_folder_is_made_below_the_content_root()
    {
        using var service = new TestService(Folder, "Data Source=some/where/my.db");
        await service.OpenAccountAsync();

        using var file = new JournalFile(Path.Combine(Folder, "some", "where", "my.db"));
        Assert.Equal(1, file.Count());
    }

    [Fact]
    public async Task What_is_stored_is_there_after_a_restart()
    {
        Guid id;
        using (var first = new TestService(Folder)) id = await first.OpenAccountAsync(deposits: 2);

        Assert.Equal(2, (await Store.LoadAsync<Account>(id, default)).Balance);
        Assert.Equal(4, (await Store.UpdateAsync<Account>(id, null, account => account.Deposit(1), default)).Position);
    }

    [Fact]
    public void A_file_that_is_no_database_stops_the_start_and_stays_as_it_is()
    {
        var text = string.Concat(Enumerable.Repeat("dear diary, ", 1000));
        System.IO.File.WriteAllText(JournalPath, text);

        AssertRefused(JournalPath, "is not a SQLite database");
        Assert.Equal(text, System.IO.File.ReadAllText(JournalPath));
    }

    [Fact]
    public void A_damaged_database_stops_the_start()
    {
        using (new TestService(Folder)) { }
        SqliteConnection.ClearAllPools();   // the last handle moves all from the WAL into the file
        using (var file = System.IO.File.OpenWrite(JournalPath))
        {
            file.Position = 100;
            file.Write(new byte[8000]);
        }

        AssertRefused(JournalPath, "damaged");
    }

    [Fact]
    public void A_directory_in_place_of_the_file_stops_the_start()
    {
        Directory.CreateDirectory(JournalPath);

        AssertRefused(JournalPath, "cannot be opened");
    }

    [Fact]
    public void A_file_in_place_of_the_folder_stops_the_start()
    {
        System.IO.File.WriteAllText(Path.Combine(Folder, "data"), "");

        AssertRefused(Path.Combine(Folder, "data", "journal.db"), "cannot be created", "Data Source=data/journal.db");
    }

    [Fact]
    public void A_read_only_journal_stops_the_start()
    {
        using (new TestService(Folder)) { }

        AssertRefused(JournalPath, "is read-only", $"Data Source={TestService.JournalName};Mode=ReadOnly");
    }

    [Fact]
    public void A_journal_that_another_process_keeps_locked_stops_the_start_in_seconds()
    {
        File.Execute("BEGIN EXCLUSIVE");

        var waited = Stopwatch.StartNew();
        AssertRefused(JournalPath, "is locked by another process");
        Assert.InRange(waited.Elapsed, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(25));
    }

    [Fact]
    public void Every_command_waits_five_seconds_for_a_lock_and_not_the_providers_thirty()
    {
        using var connection = (SqliteConnection)new SqliteJournal("Data Source=journal.db;Default Timeout=30", Folder).Connect();
        using var command = connection.CreateCommand();

        command.CommandText = "PRAGMA busy_timeout";
        Assert.Equal((5, 5000L), (command.CommandTimeout, command.ExecuteScalar()));
    }

    [Fact]
    public void A_journal_without_a_write_ahead_log_stops_the_start()
    {
        if (OperatingSystem.IsWindows()) return;    // has no way of locking that refuses the log

        AssertRefused(JournalPath, "lies where SQLite cannot keep a write-ahead log", $"Data Source={TestService.JournalName};Vfs=unix-dotfile");
    }

    [Theory]
    [InlineData("ReadOnly")]
    [InlineData("ReadWrite")]
    public void A_missing_file_that_may_not_be_created_stops_the_start(string mode)
    {
        AssertRefused(JournalPath, "cannot be opened", $"Data Source={TestService.JournalName};Mode={mode}");
    }

    [Theory]
    [InlineData("Data Source=:memory:", "names no file")]
    [InlineData("Data Source=x;Mode=Memory", "names no file")]
    [InlineData("Data Source=", "names no file")]
    [InlineData("", "names no file")]
    [InlineData("journal.db", "Use for example: Data Source=data/journal.db")]
    [InlineData("Data Source=journal.db;Colour=blue", "olour")]
    [InlineData("Data Source=journal.db;Mode=Sideways", "Sideways")]
    [InlineData("Data Source=file:journal.db", "names no file")]
    [InlineData("Data Source=file::memory:", "names no file")]
    [InlineData("Data Source=/", "names no file")]
    [InlineData("Data Source=data/", "names no file")]
    public void A_setting_that_names_no_file_stops_the_start(string connectionString, string reason)
    {
        var refused = Assert.Throws<StartupException>(() => new TestService(Folder, connectionString));

        Assert.Contains("ConnectionStrings:Journal", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Data Source=data/journal.db", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_database_with_such_a_table_stops_the_start()
    {
        using (var foreign = new JournalFile(JournalPath)) foreign.Execute("CREATE TABLE event_journal (x)");

        AssertRefused(JournalPath, "cannot be used");
    }

    [Fact]
    public async Task The_lock_row_of_a_process_killed_while_it_migrated_blocks_nobody()
    {
        using (var before = new JournalFile(JournalPath))   // closed again: a connection that has seen no tables may go on to see none while others close
        {
            before.Execute("""
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00')
                """);
        }

        await Task.Run(() => Service).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(0, File.Count());
    }

    [Fact]
    public async Task A_second_start_applies_nothing_and_does_not_touch_EF()
    {
        using (new TestService(Folder)) { }
        var schema = File.Column<string>("SELECT name || sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name");
        File.Execute("""INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00')""");     // EF would wait for ever, or it would be removed

        using (await Task.Run(() => new TestService(Folder)).WaitAsync(TimeSpan.FromSeconds(30))) { }

        Assert.Equal(1L, File.Scalar("""SELECT count(*) FROM "__EFMigrationsLock" """));
        Assert.Equal(schema, File.Column<string>("SELECT name || sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"));
    }

    [Fact]
    public async Task Several_starts_at_the_same_time_on_a_new_journal_all_succeed()
    {
        var services = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => new TestService(Folder, "Data Source=new/journal.db"))));
        foreach (var service in services) await service.OpenAccountAsync();
        foreach (var service in services) service.Dispose();

        using var file = new JournalFile(Path.Combine(Folder, "new", "journal.db"));
        file.AssertInvariants();
        Assert.Equal(6, file.Count());
        Assert.Equal(0L, file.Scalar("""SELECT count(*) - count(DISTINCT MigrationId) FROM "__EFMigrationsHistory" """));
    }

    [Fact]
    public async Task A_journal_of_an_older_version_is_brought_up_to_date_and_keeps_its_events()
    {
        using (var context = new SqliteJournalContext(new DbContextOptionsBuilder<SqliteJournalContext>().UseSqlite($"Data Source={JournalPath}").Options))
            await context.GetService<IMigrator>().MigrateAsync("CreateJournal");
        var id = Guid.CreateVersion7();
        File.Plant(id, 0, "account_opened", """{"holder":"Ann","opened_by_clerk":null}""");

        Assert.Equal(2, (await Store.UpdateAsync<Account>(id, null, account => account.Deposit(1), default)).Position);
        await Store.SaveAsync(Member.Join("ann@x"), default);
        Assert.Equal(1L, File.Scalar("SELECT count(*) FROM claim"));
    }

    private void AssertRefused(string path, string reason, string? connectionString = null)
    {
        var refused = Assert.Throws<StartupException>(() => new TestService(Folder, connectionString));

        Assert.Contains($"The journal {path} ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains("name another file in ConnectionStrings:Journal", refused.Message, StringComparison.Ordinal);
    }
}
