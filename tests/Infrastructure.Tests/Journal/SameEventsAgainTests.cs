using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Journal;

/// <summary>Events are known by their ids: what is saved again is stored once.</summary>
public sealed class SameEventsAgainTests : JournalTest
{
    [Fact]
    public async Task The_same_events_again_give_the_first_answer_and_are_stored_once()
    {
        var (first, second) = Twins(Guid.CreateVersion7(), [5, 6]);
        var saved = await Store.SaveAsync(first, default);
        await Service.OpenAccountAsync();

        Assert.Equal(saved, await Store.SaveAsync(second, default));
        Assert.Equal(4, File.Count());
        Assert.Empty(second.Pending);
    }

    [Fact]
    public async Task The_same_events_again_give_the_first_answer_also_after_the_aggregate_went_on()
    {
        var (first, second) = Twins(Guid.CreateVersion7(), [5]);
        var saved = await Store.SaveAsync(first, default);
        first.Deposit(1);
        await Store.SaveAsync(first, default);

        Assert.Equal(saved, await Store.SaveAsync(second, default));
        Assert.Equal(3, File.Count());
    }

    [Fact]
    public async Task The_same_events_of_several_aggregates_again_give_the_first_answers()
    {
        var (a, sameA) = Twins(Guid.CreateVersion7(), [5]);
        var (b, sameB) = Twins(Guid.CreateVersion7(), []);
        var saved = await Store.SaveAsync([a, b], default);
        await Service.OpenAccountAsync();

        Assert.Equal(saved, await Store.SaveAsync([sameA, sameB], default));
        Assert.Equal(4, File.Count());
    }

    [Fact]
    public async Task Events_saved_one_aggregate_at_a_time_and_then_together_tell_their_own_positions()
    {
        var (a, sameA) = Twins(Guid.CreateVersion7(), [5]);
        var (b, sameB) = Twins(Guid.CreateVersion7(), []);
        var savedB = await Store.SaveAsync(b, default);
        var savedA = await Store.SaveAsync(a, default);

        Assert.Equal([savedA, savedB], await Store.SaveAsync([sameA, sameB], default));
        Assert.Equal(3, File.Count());
    }

    [Fact]
    public async Task A_taken_id_with_other_data_is_refused_and_named()
    {
        var id = Guid.CreateVersion7();
        var (first, _) = Twins(id, [5]);
        var other = Account.Open(id);
        other.Deposit(6);
        TakeIds(first, other);
        await Store.SaveAsync(first, default);

        var refused = await Assert.ThrowsAsync<EventIdTakenException>(() => Store.SaveAsync(other, default));

        Assert.Contains(other.Pending[1].Id.ToString()!, refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, File.Count());
        Assert.Equal(2, other.Pending.Count);
    }

    [Fact]
    public async Task A_taken_id_at_another_aggregate_is_refused()
    {
        var (first, _) = Twins(Guid.CreateVersion7(), [5]);
        var (other, _) = Twins(Guid.CreateVersion7(), [5]);
        TakeIds(first, other);
        await Store.SaveAsync(first, default);

        await Assert.ThrowsAsync<EventIdTakenException>(() => Store.SaveAsync(other, default));

        Assert.Equal(2, File.Count());
    }

    [Fact]
    public async Task A_taken_id_at_another_version_is_refused()
    {
        var account = Account.Open(Guid.CreateVersion7());
        account.Deposit(5);
        var used = account.Pending[1];
        await Store.SaveAsync(account, default);
        account.Deposit(5);
        account.Pending[0].Id = used.Id;

        await Assert.ThrowsAsync<EventIdTakenException>(() => Store.SaveAsync(account, default));

        Assert.Equal(2, File.Count());
    }

    [Fact]
    public async Task Events_of_which_only_a_part_is_stored_are_refused_and_nothing_more_is_stored()
    {
        var (first, second) = Twins(Guid.CreateVersion7(), [5]);
        await Store.SaveAsync(first, default);
        second.Deposit(6);

        var refused = await Assert.ThrowsAsync<EventIdTakenException>(() => Store.SaveAsync(second, default));

        Assert.Contains(second.Pending[0].Id.ToString()!, refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, File.Count());
    }

    /// <summary>Two accounts with the same events under the same ids: one that was saved, and one whose answer was lost.</summary>
    private static (Account, Account) Twins(Guid id, long[] deposits)
    {
        Account[] twins = [Account.Open(id), Account.Open(id)];
        foreach (var twin in twins)
            foreach (var amount in deposits)
                twin.Deposit(amount);
        TakeIds(twins[0], twins[1]);
        return (twins[0], twins[1]);
    }

    private static void TakeIds(Account first, Account second)
    {
        foreach (var (one, same) in first.Pending.Zip(second.Pending)) one.Id = same.Id = one.Id ?? same.Id ?? Guid.CreateVersion7();
    }
}
