using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Journal;

public sealed class SaveTests : JournalTest
{
    [Fact]
    public async Task Saving_tells_version_and_position_and_leaves_nothing_pending()
    {
        await Service.OpenAccountAsync(deposits: 1);
        var account = Account.Open(Guid.CreateVersion7());
        account.Deposit(5);

        var saved = await Store.SaveAsync(account, default);

        Assert.Equal(new Saved(account.Id, 1, 4), saved);
        Assert.Empty(account.Pending);
    }

    [Fact]
    public async Task A_saved_aggregate_can_go_on_and_be_saved_again()
    {
        var account = Account.Open(Guid.CreateVersion7());
        await Store.SaveAsync(account, default);
        account.Deposit(5);

        Assert.Equal(new Saved(account.Id, 1, 2), await Store.SaveAsync(account, default));
    }

    [Fact]
    public async Task Saving_what_has_not_changed_writes_nothing_and_tells_the_newest_position()
    {
        var id = await Service.OpenAccountAsync(deposits: 2);
        await Service.OpenAccountAsync();
        var account = await Store.LoadAsync<Account>(id, default);

        Assert.Equal(new Saved(id, 2, 3), await Store.SaveAsync(account, default));
        Assert.Equal(4, File.Count());
    }

    [Fact]
    public async Task Several_are_saved_together_and_each_is_told_its_own_position()
    {
        var unchanged = await Store.LoadAsync<Account>(await Service.OpenAccountAsync(), default);
        var first = Account.Open(Guid.CreateVersion7());
        first.Deposit(1);
        var second = Dog.Create(Guid.CreateVersion7(), "Rex");

        var saved = await Store.SaveAsync([first, unchanged, second], default);

        Assert.Equal([new Saved(first.Id, 1, 3), new Saved(unchanged.Id, 0, 1), new Saved(second.Id, 0, 4)], saved);
        File.AssertInvariants();
    }

    [Fact]
    public async Task Saving_none_at_all_is_no_error()
    {
        Assert.Empty(await Store.SaveAsync([], default));
    }

    [Fact]
    public async Task If_one_of_several_loses_none_is_stored()
    {
        var contested = await Store.LoadAsync<Account>(await Service.OpenAccountAsync(), default);
        await Store.UpdateAsync<Account>(contested.Id, null, account => account.Deposit(1), default);
        contested.Deposit(2);
        var others = (Account.Open(Guid.CreateVersion7()), Account.Open(Guid.CreateVersion7()));

        var lost = await Assert.ThrowsAsync<LostRaceException>(() => Store.SaveAsync([others.Item1, contested, others.Item2], default));

        Assert.Contains($"Account {contested.Id}", lost.Message, StringComparison.Ordinal);
        Assert.Equal(2, File.Count());
        Assert.All([others.Item1, contested, others.Item2], account => Assert.Single(account.Pending));
    }

    [Fact]
    public async Task After_a_loss_together_the_winners_can_be_saved_alone_at_the_next_positions()
    {
        var taken = await Service.OpenAccountAsync();
        var other = Account.Open(Guid.CreateVersion7());
        await Assert.ThrowsAsync<LostRaceException>(() => Store.SaveAsync([other, Account.Open(taken)], default));

        Assert.Equal(new Saved(other.Id, 0, 2), await Store.SaveAsync(other, default));
        File.AssertInvariants();
    }

    [Fact]
    public async Task The_same_aggregate_twice_in_one_save_is_refused()
    {
        var id = Guid.CreateVersion7();

        await Assert.ThrowsAsync<ArgumentException>(() => Store.SaveAsync([Account.Open(id), Account.Open(id)], default));

        Assert.Equal(0, File.Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Creating_under_a_taken_id_is_a_lost_race(bool discarded)
    {
        var id = await Service.OpenAccountAsync(deposits: 1);
        if (discarded) await Store.UpdateAsync<Account>(id, null, account => account.Close(), default);
        var version = discarded ? 2 : 1;

        var lost = await Assert.ThrowsAsync<LostRaceException>(() => Store.SaveAsync(Account.Open(id), default));

        Assert.Equal((-1, version), (lost.ExpectedVersion, lost.ActualVersion));
        Assert.Contains($"Account {id} was changed by somebody else: expected none, found version {version}.", lost.Message, StringComparison.Ordinal);
        Assert.Equal(version + 1, File.Count());
    }

    [Fact]
    public async Task A_lost_race_is_refused_and_names_both_versions()
    {
        var id = await Service.OpenAccountAsync(deposits: 1);
        var slow = await Store.LoadAsync<Account>(id, default);
        await Store.UpdateAsync<Account>(id, null, account => account.Deposit(1), default);
        slow.Deposit(2);
        slow.Deposit(3);

        var lost = await Assert.ThrowsAsync<LostRaceException>(() => Store.SaveAsync(slow, default));

        Assert.Equal((1, 2), (lost.ExpectedVersion, lost.ActualVersion));
        Assert.Contains("expected version 1, found version 2", lost.Message, StringComparison.Ordinal);
        Assert.Equal(3, File.Count());
    }

    [Fact]
    public async Task A_loser_keeps_its_pending_events_and_their_ids()
    {
        var id = await Service.OpenAccountAsync();
        var slow = await Store.LoadAsync<Account>(id, default);
        await Store.UpdateAsync<Account>(id, null, account => account.Deposit(1), default);
        slow.Deposit(2);
        Assert.Null(slow.Pending[0].Id);

        await Assert.ThrowsAsync<LostRaceException>(() => Store.SaveAsync(slow, default));
        var given = Assert.Single(slow.Pending).Id;
        await Assert.ThrowsAsync<LostRaceException>(() => Store.SaveAsync(slow, default));

        Assert.NotNull(given);
        Assert.Equal(given, Assert.Single(slow.Pending).Id);
        Assert.Equal(new Account.Deposited(2), slow.Pending[0].Event);
    }

    [Fact]
    public async Task A_save_cancelled_before_it_is_handed_over_stores_nothing()
    {
        var account = Account.Open(Guid.CreateVersion7());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.SaveAsync(account, new CancellationToken(canceled: true)));

        Assert.Equal((0, 0), (File.Count(), Intercepted.Begun));
        Assert.Single(account.Pending);
    }

    [Fact]
    public async Task A_save_cancelled_after_it_was_handed_over_tells_how_it_ended()
    {
        var unchanged = await Store.LoadAsync<Account>(await Service.OpenAccountAsync(), default);
        var changed = Account.Open(Guid.CreateVersion7());
        using var cancellation = new CancellationTokenSource();
        Intercepted.BeforeCommit = cancellation.Cancel;

        var saved = await Store.SaveAsync([changed, unchanged], cancellation.Token);

        Assert.Equal([new Saved(changed.Id, 0, 2), new Saved(unchanged.Id, 0, 1)], saved);
        Assert.Empty(changed.Pending);
    }

    [Fact]
    public async Task Five_thousand_events_in_one_save_are_stored_as_a_whole()
    {
        var account = Account.Open(Guid.CreateVersion7());
        for (var i = 1; i < 5000; i++) account.Deposit(i);

        Assert.Equal(new Saved(account.Id, 4999, 5000), await Store.SaveAsync(account, default));
        Assert.Equal(4999 * 5000 / 2, (await Store.LoadAsync<Account>(account.Id, default)).Balance);
        File.AssertInvariants();
    }

    [Fact]
    public async Task An_event_may_be_as_large_as_the_limit_and_no_larger()
    {
        var around = """{"holder":"","opened_by_clerk":null}""".Length;
        var largest = new string('x', IEventStore.MaxEventBytes - around);
        await Store.SaveAsync(Account.Open(Guid.CreateVersion7(), largest), default);

        var tooLarge = Account.Open(Guid.CreateVersion7(), largest + "x");
        tooLarge.Deposit(1);
        var refused = await Assert.ThrowsAsync<EventTooLargeException>(() => Store.SaveAsync(tooLarge, default));

        Assert.Contains("account_opened has 1048577 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, File.Count());
    }

    [Fact]
    public async Task An_aggregate_that_was_not_found_at_start_is_refused_and_named()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Store.SaveAsync(new Stray(Guid.CreateVersion7()), default));

        Assert.Contains(typeof(Stray).ToString(), failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, File.Count());
    }

    private sealed class Stray : AggregateRoot
    {
        public Stray(Guid id) : base(id) => Raise(new Strayed());

        public sealed record Strayed : DomainEvent<Stray>
        {
            protected override void Apply(Stray stray) { }
        }
    }
}
