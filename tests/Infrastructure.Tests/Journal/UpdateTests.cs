using System.Diagnostics;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Journal;

public sealed class UpdateTests : JournalTest
{
    private int _decisions;

    [Fact]
    public async Task An_update_loads_decides_and_saves()
    {
        var id = await Service.OpenAccountAsync(deposits: 1);

        Assert.Equal(new Saved(id, 2, 3), await Store.UpdateAsync<Account>(id, null, account => account.Deposit(account.Balance * 10), default));
        Assert.Equal(11, (await Store.LoadAsync<Account>(id, default)).Balance);
    }

    [Fact]
    public async Task An_update_that_changes_nothing_tells_the_current_version_and_position()
    {
        var id = await Service.OpenAccountAsync(deposits: 1);
        await Service.OpenAccountAsync();

        Assert.Equal(new Saved(id, 1, 2), await Store.UpdateAsync<Account>(id, null, account => account.Deposit(0), default));
        Assert.Equal(3, File.Count());
    }

    [Fact]
    public async Task Updating_what_is_unknown_or_discarded_fails_before_anything_is_decided()
    {
        var id = await Service.OpenAccountAsync();
        await Store.UpdateAsync<Account>(id, null, account => account.Close(), default);

        await Assert.ThrowsAsync<AggregateNotFoundException>(() => Store.UpdateAsync<Account>(id, null, _ => _decisions++, default));
        await Assert.ThrowsAsync<AggregateNotFoundException>(() => Store.UpdateAsync<Account>(id, 0, _ => _decisions++, default));
        await Assert.ThrowsAsync<AggregateNotFoundException>(() => Store.UpdateAsync<Account>(Guid.CreateVersion7(), null, _ => _decisions++, default));
        Assert.Equal(0, _decisions);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(IEventStore.MaxUpdateAttempts - 1)]
    public async Task A_lost_race_is_answered_by_deciding_again_on_what_the_winner_stored(int losses)
    {
        var id = await Service.OpenAccountAsync();

        var saved = await Store.UpdateAsync<Account>(id, null, account => LoseAtFirst(account, losses), default);

        Assert.Equal(losses + 1, _decisions);
        Assert.Equal(new Saved(id, losses + 1, losses + 2), saved);
        Assert.Equal(losses + (1000 * losses), (await Store.LoadAsync<Account>(id, default)).Balance);
    }

    [Fact]
    public async Task Attempts_are_bounded()
    {
        var id = await Service.OpenAccountAsync();

        var lost = await Assert.ThrowsAsync<LostRaceException>(() =>
            Store.UpdateAsync<Account>(id, null, account => LoseAtFirst(account, int.MaxValue), default));

        Assert.Equal(IEventStore.MaxUpdateAttempts, _decisions);
        Assert.Equal((IEventStore.MaxUpdateAttempts - 1, IEventStore.MaxUpdateAttempts), (lost.ExpectedVersion, lost.ActualVersion));
    }

    [Fact]
    public async Task However_many_update_one_aggregate_at_once_none_loses()
    {
        const int callers = 16, updates = 20;
        var id = await Service.OpenAccountAsync();

        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < updates; i++) await Store.UpdateAsync<Account>(id, null, account => account.Deposit(1), default);
        })));

        Assert.Equal(callers * updates, (await Store.LoadAsync<Account>(id, default)).Balance);
    }

    [Fact]
    public async Task Who_is_cancelled_while_waiting_for_another_update_changes_nothing()
    {
        var id = await Service.OpenAccountAsync();
        using var impatient = new CancellationTokenSource();

        await Store.UpdateAsync<Account>(id, null, account =>
        {
            var waiting = Store.UpdateAsync<Account>(id, null, same => same.Deposit(1000), impatient.Token);
            Assert.False(waiting.IsCompleted);
            impatient.Cancel();
            Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting).GetAwaiter().GetResult();
            account.Deposit(1);
        }, default);

        Assert.Equal(1, (await Store.LoadAsync<Account>(id, default)).Balance);
    }

    [Fact]
    public async Task Many_that_wait_for_a_locked_journal_are_all_told_within_the_time_that_one_is_told()
    {
        var id = await Service.OpenAccountAsync();
        File.Execute("BEGIN IMMEDIATE");
        var waiting = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Assert.ThrowsAsync<JournalUnavailableException>(() => Task.Run(() =>
            Store.UpdateAsync<Account>(id, null, account => account.Deposit(1), default)))));

        Assert.InRange(waiting.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));      // one after the other they would take 80 seconds
        File.Execute("ROLLBACK");
        Assert.Equal(1, (await Store.UpdateAsync<Account>(id, null, account => account.Deposit(1), default)).Version);
    }

    [Fact]
    public async Task With_the_expected_version_an_update_goes_through()
    {
        var id = await Service.OpenAccountAsync(deposits: 1);

        Assert.Equal(2, (await Store.UpdateAsync<Account>(id, 1, account => account.Deposit(1), default)).Version);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-1)]
    public async Task Another_version_than_the_expected_is_refused_and_both_are_named(long expected)
    {
        var id = await Service.OpenAccountAsync(deposits: 1);

        var refused = await Assert.ThrowsAsync<ExpectedVersionException>(() => Store.UpdateAsync<Account>(id, expected, _ => _decisions++, default));

        Assert.Equal((expected, 1, 0), (refused.ExpectedVersion, refused.ActualVersion, _decisions));
        Assert.Contains($"Account {id} is at version 1, not at the expected version {expected}.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_an_expected_version_a_lost_race_is_not_tried_again()
    {
        var id = await Service.OpenAccountAsync();

        var refused = await Assert.ThrowsAsync<ExpectedVersionException>(() => Store.UpdateAsync<Account>(id, 0, account => LoseAtFirst(account, 1), default));

        Assert.Equal((0, 1, 1), (refused.ExpectedVersion, refused.ActualVersion, _decisions));
        Assert.Equal(1, (await Store.LoadAsync<Account>(id, default)).Version);
    }

    [Fact]
    public async Task A_broken_rule_comes_out_as_it_is_and_nothing_is_stored()
    {
        var id = await Service.OpenAccountAsync();

        var broken = await Assert.ThrowsAsync<DomainException>(() => Store.UpdateAsync<Account>(id, null, account =>
        {
            account.Deposit(1);
            throw new DomainException("account.full", "No more.");
        }, default));

        Assert.Equal("account.full", broken.Code);
        Assert.Equal(1, File.Count());
    }

    /// <summary>While it decides, somebody else changes the account: a race that is surely lost.</summary>
    private void LoseAtFirst(Account account, int times)
    {
        if (++_decisions <= times) Task.Run(() => DepositAsync(account.Id)).GetAwaiter().GetResult();
        account.Deposit(1000 * account.Balance);
        if (account.Pending.Count == 0) account.Deposit(1);
    }

    private async Task DepositAsync(Guid id)
    {
        var account = await Store.LoadAsync<Account>(id, default);
        account.Deposit(1);
        await Store.SaveAsync(account, default);
    }
}
