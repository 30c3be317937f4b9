using System.Diagnostics;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.Tests.Support;
using Microsoft.Data.Sqlite;

namespace CleanES.Infrastructure.Tests.Journal;

/// <summary>Appends that wait while a transaction runs share the next one, and each still gets its own answer.</summary>
public sealed class GroupCommitTests : JournalTest
{
    [Fact]
    public async Task Appends_that_wait_share_a_transaction()
    {
        var accounts = Enumerable.Range(0, 10).Select(_ => Account.Open(Guid.CreateVersion7())).ToList();

        var saves = await WaitingTogetherAsync(accounts.Select(account => (Func<Task<Saved>>)(() => Store.SaveAsync(account, default))));

        Assert.Equal(accounts.Select((account, i) => new Saved(account.Id, 0, i + 2)), await Task.WhenAll(saves));
        Assert.Equal(2, Intercepted.Begun);
        File.AssertInvariants();
    }

    [Fact]
    public async Task Of_two_in_a_group_that_change_the_same_aggregate_the_first_wins()
    {
        var id = await Service.OpenAccountAsync();
        var (first, second) = (await Store.LoadAsync<Account>(id, default), await Store.LoadAsync<Account>(id, default));
        first.Deposit(1);
        first.Deposit(1);
        second.Deposit(2);

        var saves = await WaitingTogetherAsync([() => Store.SaveAsync(first, default), () => Store.SaveAsync(second, default)]);

        Assert.Equal(2, (await saves[0]).Version);
        var lost = await Assert.ThrowsAsync<LostRaceException>(() => saves[1]);
        Assert.Equal((0, 2), (lost.ExpectedVersion, lost.ActualVersion));
        Assert.Equal(3, Intercepted.Begun);
    }

    [Fact]
    public async Task The_same_new_events_twice_in_a_group_are_stored_once()
    {
        var account = Account.Open(Guid.CreateVersion7());
        var same = Account.Open(account.Id);
        same.Pending[0].Id = account.Pending[0].Id = Guid.CreateVersion7();

        var saves = await WaitingTogetherAsync([() => Store.SaveAsync(account, default), () => Store.SaveAsync(same, default)]);

        Assert.Equal(await saves[0], await saves[1]);
        Assert.Equal(2, File.Count());
    }

    [Fact]
    public async Task A_constraint_that_one_append_breaks_is_its_own_result_alone()
    {
        _ = Service;
        File.Execute("""
            CREATE TRIGGER no_13 BEFORE INSERT ON event_journal WHEN NEW.event_data = '{"amount":13}' BEGIN SELECT RAISE(ABORT, 'not 13'); END
            """);

        var failure = await OneOfThreeFailsAsync();

        Assert.Contains("not 13", Assert.IsType<SqliteException>(failure).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unexpected_failure_of_one_append_is_its_own_result_alone()
    {
        Intercepted.OnInsert = row =>
        {
            if (row.EventData == """{"amount":13}""") throw new FormatException("what is this?");
        };

        Assert.IsType<FormatException>(await OneOfThreeFailsAsync());
    }

    [Fact]
    public async Task A_failed_append_leaves_no_gap()
    {
        await Service.OpenAccountAsync();
        var failing = Account.Open(Guid.CreateVersion7());
        failing.Deposit(13);
        Intercepted.OnInsert = row =>
        {
            if (row.AggregateVersion == 1) throw new TestDbException();
        };
        await Assert.ThrowsAsync<TestDbException>(() => Store.SaveAsync(failing, default));
        Assert.Equal(1, File.Count());
        Intercepted.OnInsert = _ => { };

        Assert.Equal(new Saved(failing.Id, 1, 3), await Store.SaveAsync(failing, default));
        File.AssertInvariants();
    }

    [Fact]
    public async Task A_locked_journal_is_told_to_all_that_wait_however_many_after_one_timeout_and_works_again_once_free()
    {
        _ = Service;
        var known = await Service.OpenAccountAsync();
        Intercepted.AfterCommit = () =>
        {
            Intercepted.AfterCommit = () => { };
            File.Execute("BEGIN EXCLUSIVE");
        };
        var accounts = Enumerable.Range(0, 3 * 256).Select(_ => Account.Open(Guid.CreateVersion7())).ToList();   // three groups
        var saves = await WaitingTogetherAsync(accounts.Select(account => (Func<Task<Saved>>)(() => Store.SaveAsync(account, default))));

        var waited = Stopwatch.StartNew();
        Assert.Equal("Ann", (await Store.LoadAsync<Account>(known, default)).Holder);
        foreach (var save in saves)
        {
            var unavailable = await Assert.ThrowsAsync<JournalUnavailableException>(() => save);
            Assert.Equal("The journal is locked by another process.", unavailable.Message);
        }

        Assert.InRange(waited.Elapsed, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(9));
        File.Execute("ROLLBACK");
        Assert.Equal(2, File.Count());
        Assert.Equal(3, (await Store.SaveAsync(accounts[0], default)).Position);
    }

    [Fact]
    public async Task Too_many_waiting_appends_are_refused_at_once() => Assert.Equal(10_000, await AcceptedAsync(10_001, "Ann"));

    [Fact]
    public async Task Waiting_appends_that_hold_too_much_memory_are_refused_at_once() => Assert.Equal(68, await AcceptedAsync(80, new string('a', 1_000_000)));

    private async Task<int> AcceptedAsync(int count, string holder)
    {
        var refused = 0;
        var saves = await WaitingTogetherAsync(Enumerable.Range(0, count).Select(_ => (Func<Task<Saved>>)(async () =>
        {
            try
            {
                return await Store.SaveAsync(Account.Open(Guid.CreateVersion7(), holder), default);
            }
            catch (JournalUnavailableException)
            {
                Interlocked.Increment(ref refused);
                return new Saved(Guid.Empty, 0, 0);
            }
        })));

        var accepted = (await Task.WhenAll(saves)).Count(saved => saved.Position > 0);
        Assert.Equal(count, accepted + refused);
        File.AssertInvariants();
        return accepted;
    }

    private async Task<Exception> OneOfThreeFailsAsync()
    {
        var accounts = new[] { 12, 13, 14 }.Select(amount =>
        {
            var account = Account.Open(Guid.CreateVersion7());
            account.Deposit(amount);
            return account;
        }).ToList();
        var saves = await WaitingTogetherAsync(accounts.Select(account => (Func<Task<Saved>>)(() => Store.SaveAsync(account, default))));

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => saves[1]);
        Assert.Equal([new Saved(accounts[0].Id, 1, 3), new Saved(accounts[2].Id, 1, 5)], [await saves[0], await saves[2]]);
        Assert.Null(await Store.FindAsync<Account>(accounts[1].Id, default));
        File.AssertInvariants();
        return failure;
    }

    /// <summary>Starts the saves while another one, of one event, holds the writer; so they wait and make one group.</summary>
    private async Task<List<Task<Saved>>> WaitingTogetherAsync(IEnumerable<Func<Task<Saved>>> saves)
    {
        _ = Service;
        using var begun = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        Intercepted.OnBegin = () =>
        {
            Intercepted.OnBegin = () => { };
            begun.Set();
            goOn.Wait();
        };
        var before = Intercepted.Begun;
        var first = Task.Run(() => Service.OpenAccountAsync());
        begun.Wait();
        var waiting = await Task.Run(() => saves.Select(save => save()).ToList());  // away from the test's context, which starts a thread for each answer
        Assert.Equal(before + 1, Intercepted.Begun);
        goOn.Set();
        await first;
        return waiting;
    }
}
