using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.Tests.Support;
using Microsoft.Data.Sqlite;

namespace CleanES.Infrastructure.Tests.Journal;

/// <summary>A commit that fails is stored or not, and nobody can tell: the same events are sent again, and are stored once.</summary>
public sealed class CommitFailureTests : JournalTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_commit_that_failed_once_is_not_seen_by_the_caller(bool stored)
    {
        await Service.OpenAccountAsync();
        var account = Account.Open(Guid.CreateVersion7());
        account.Deposit(5);
        FailCommits(1, stored);

        Assert.Equal(new Saved(account.Id, 1, 3), await Store.SaveAsync(account, default));
        Assert.Empty(account.Pending);
        Assert.Equal(3, File.Count());
        File.AssertInvariants();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_of_a_group_whose_commit_failed_is_stored_once(bool stored)
    {
        var shared = await Store.LoadAsync<Account>(await Service.OpenAccountAsync(), default);
        FailCommits(1, stored);

        var accounts = Enumerable.Range(0, 32).Select(_ => Account.Open(Guid.CreateVersion7())).ToList();
        shared.Deposit(1);
        var saves = await Task.WhenAll(accounts.Append(shared).Select(account => Task.Run(() => Store.SaveAsync(account, default))));

        Assert.Equal(Enumerable.Range(2, 33).Select(position => (long)position), saves.Select(saved => saved.Position).Order());
        File.AssertInvariants();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task If_it_fails_again_the_outcome_is_told_to_be_unknown_and_saving_again_finds_out(bool stored)
    {
        await Service.OpenAccountAsync();
        var account = Account.Open(Guid.CreateVersion7());
        FailCommits(2, stored);

        var unknown = await Assert.ThrowsAsync<OutcomeUnknownException>(() => Store.SaveAsync(account, default));

        Assert.Contains("the wire was cut", unknown.Message, StringComparison.Ordinal);
        Assert.Single(account.Pending);
        Assert.Equal(new Saved(account.Id, 0, 2), await Store.SaveAsync(account, default));
        Assert.Equal(2, File.Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task If_the_journal_is_unavailable_then_the_outcome_is_told_to_be_unknown(bool stored)
    {
        var account = Account.Open(Guid.CreateVersion7());
        _ = Service;
        FailCommits(1, stored, andThen: () => Intercepted.OnBegin = () => throw new SqliteException("locked", SQLitePCL.raw.SQLITE_BUSY));

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Store.SaveAsync(account, default));

        Assert.Equal(stored ? 1 : 0, File.Count());
        Intercepted.OnBegin = () => { };
        Assert.Equal(new Saved(account.Id, 0, 1), await Store.SaveAsync(account, default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task If_sending_again_fails_in_any_other_way_the_outcome_is_told_to_be_unknown(bool stored)
    {
        var account = Account.Open(Guid.CreateVersion7());
        _ = Service;
        FailCommits(1, stored, andThen: () => Intercepted.OnBegin = () => throw new InvalidOperationException("out of order"));

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Store.SaveAsync(account, default));

        Assert.Equal(stored ? 1 : 0, File.Count());
    }

    [Fact]
    public async Task If_sending_again_finds_that_somebody_else_was_first_the_race_is_lost()
    {
        var account = Account.Open(Guid.CreateVersion7());
        _ = Service;
        FailCommits(1, stored: false, andThen: () => Intercepted.OnBegin = () =>
            File.Plant(account.Id, 0, "account_opened", """{"holder":"Bob","opened_by_clerk":null}"""));

        Assert.Equal(0, (await Assert.ThrowsAsync<LostRaceException>(() => Store.SaveAsync(account, default))).ActualVersion);
    }

    [Fact]
    public async Task If_sending_again_finds_a_claim_taken_that_is_told_and_nothing_is_stored()
    {
        var member = Member.Join("ann@x");
        _ = Service;
        FailCommits(1, stored: false, andThen: () => Intercepted.OnBegin = () =>
            File.Execute($"INSERT INTO claim VALUES ('member.email', 'ann@x', 'member', '{Guid.NewGuid()}')"));

        await Assert.ThrowsAsync<ClaimTakenException>(() => Store.SaveAsync(member, default));

        Assert.Equal(0, File.Count());
    }

    [Fact]
    public async Task A_counter_that_cannot_be_moved_leaves_nothing_unknown()
    {
        var account = Account.Open(Guid.CreateVersion7());
        _ = Service;
        Intercepted.OnMoveCounter = () => throw new TestDbException();

        await Assert.ThrowsAsync<TestDbException>(() => Store.SaveAsync(account, default));

        Assert.Equal(1, Intercepted.Begun);
        Assert.Equal(0, File.Count());
        Intercepted.OnMoveCounter = () => { };
        Assert.Equal(new Saved(account.Id, 0, 1), await Store.SaveAsync(account, default));
    }

    [Fact]
    public async Task An_update_after_an_unknown_outcome_does_not_decide_twice()
    {
        var id = await Service.OpenAccountAsync();
        FailCommits(1, stored: true);
        var decisions = 0;

        await Store.UpdateAsync<Account>(id, null, account => account.Deposit(++decisions), default);

        Assert.Equal((1, 2), (decisions, File.Count()));
    }

    private void FailCommits(int times, bool stored, Action? andThen = null)
    {
        void Fail()
        {
            if (--times < 0) return;
            andThen?.Invoke();
            throw new TestDbException();
        }

        if (stored) Intercepted.AfterCommit = Fail;
        else Intercepted.BeforeCommit = Fail;
    }
}
