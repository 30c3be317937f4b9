using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Journal;

public sealed class ClaimTests : JournalTest
{
    [Fact]
    public async Task A_claim_is_stored_with_the_events_that_take_it()
    {
        var ann = await JoinAsync("ann@x");

        Assert.Equal([$"member.email=ann@x member {ann}"], Claims());
    }

    [Fact]
    public async Task A_taken_value_is_refused_by_its_own_code_and_nothing_is_stored()
    {
        await JoinAsync("ann@x");
        var second = Member.Join("ann@x");

        var taken = await Assert.ThrowsAsync<ClaimTakenException>(() => Store.SaveAsync(second, default));

        Assert.Equal("member.email_taken", taken.Code);
        Assert.Equal("member.email \"ann@x\" is taken. Choose another value.", taken.Message);
        Assert.Equal((1, 1), (File.Count(), Claims().Count));
        Assert.Single(second.Pending);
    }

    [Fact]
    public async Task An_update_to_a_taken_value_is_refused_at_once()
    {
        var decisions = 0;
        await JoinAsync("ann@x");
        var bob = await JoinAsync("bob@x");

        await Assert.ThrowsAsync<ClaimTakenException>(() => UpdateAsync(bob, member => { decisions++; member.ChangeEmail("ann@x"); }));

        Assert.Equal((1, 2L), (decisions, File.Count()));
    }

    [Fact]
    public async Task The_same_value_may_be_held_under_another_name_and_in_another_case()
    {
        await JoinAsync("ann");
        var bob = await JoinAsync("ANN");
        await UpdateAsync(bob, member => member.CallItself("ann"));

        Assert.Equal(3, Claims().Count);
    }

    [Fact]
    public async Task A_changed_value_frees_the_one_before()
    {
        var ann = await JoinAsync("ann@x");
        await UpdateAsync(ann, member => member.ChangeEmail("ann@y"));

        var second = await JoinAsync("ann@x");

        Assert.Equal([$"member.email=ann@x member {second}", $"member.email=ann@y member {ann}"], Claims());
    }

    [Fact]
    public async Task Claiming_the_same_again_takes_what_is_not_in_the_table_yet()
    {
        var ann = await JoinAsync("ann@x");
        File.Execute("DELETE FROM claim");      // as if its events had not claimed anything before

        await UpdateAsync(ann, member => member.ChangeEmail("ann@x"));

        Assert.Equal([$"member.email=ann@x member {ann}"], Claims());
    }

    [Fact]
    public async Task Null_frees_a_value_and_leaves_the_others()
    {
        var ann = await JoinAsync("ann@x");
        await UpdateAsync(ann, member => member.CallItself("sunny"));
        await UpdateAsync(ann, member => member.CallItself(null));

        Assert.Equal([$"member.email=ann@x member {ann}"], Claims());
    }

    [Fact]
    public async Task Discarding_frees_all_that_was_held()
    {
        var ann = await JoinAsync("ann@x");
        await UpdateAsync(ann, member => member.CallItself("sunny"));
        await UpdateAsync(ann, member => member.Leave());

        Assert.Empty(Claims());
        await JoinAsync("ann@x");
    }

    [Fact]
    public async Task What_does_not_touch_a_claim_leaves_it()
    {
        var ann = await JoinAsync("ann@x");
        await UpdateAsync(ann, member => member.Greet());
        await UpdateAsync(ann, member => member.ChangeEmail("ann@x"));

        Assert.Equal([$"member.email=ann@x member {ann}"], Claims());
    }

    [Fact]
    public async Task Two_aggregates_of_one_save_may_exchange_what_they_hold()
    {
        var ann = await Store.LoadAsync<Member>(await JoinAsync("ann@x"), default);
        var bob = await Store.LoadAsync<Member>(await JoinAsync("bob@x"), default);
        ann.ChangeEmail("bob@x");
        bob.ChangeEmail("ann@x");

        await Store.SaveAsync([ann, bob], default);

        Assert.Equal([$"member.email=ann@x member {bob.Id}", $"member.email=bob@x member {ann.Id}"], Claims());
    }

    [Fact]
    public async Task Two_aggregates_of_one_save_cannot_hold_the_same()
    {
        await Assert.ThrowsAsync<ClaimTakenException>(() => Store.SaveAsync([Member.Join("ann@x"), Member.Join("ann@x")], default));

        Assert.Equal((0, 0), (File.Count(), Claims().Count));
    }

    [Fact]
    public async Task A_refused_save_of_several_changes_no_claim()
    {
        var ann = await Store.LoadAsync<Member>(await JoinAsync("ann@x"), default);
        await JoinAsync("bob@x");
        ann.ChangeEmail("ann@y");

        await Assert.ThrowsAsync<ClaimTakenException>(() => Store.SaveAsync([ann, Member.Join("bob@x")], default));

        Assert.Equal([$"member.email=ann@x member {ann.Id}"], Claims().Take(1));
        Assert.Equal((2, 2), (File.Count(), Claims().Count));
    }

    [Fact]
    public async Task Who_lost_a_race_takes_nothing()
    {
        var ann = await Store.LoadAsync<Member>(await JoinAsync("ann@x"), default);
        await UpdateAsync(ann.Id, member => member.Greet());
        ann.ChangeEmail("ann@y");

        await Assert.ThrowsAsync<LostRaceException>(() => Store.SaveAsync(ann, default));

        Assert.Equal([$"member.email=ann@x member {ann.Id}"], Claims());
    }

    [Fact]
    public async Task Of_many_that_want_the_same_value_at_once_one_gets_it()
    {
        _ = Service;
        var saves = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            try
            {
                return (await Store.SaveAsync(Member.Join("ann@x"), default)).Id;
            }
            catch (ClaimTakenException)
            {
                return (Guid?)null;
            }
        })));

        var winner = Assert.Single(saves, id => id is not null);
        Assert.Equal([$"member.email=ann@x member {winner}"], Claims());
        Assert.Equal(1, File.Count());
    }

    [Fact]
    public async Task The_same_events_again_leave_the_claims_as_they_are_now()
    {
        var first = Member.Join("ann@x");
        await Store.SaveAsync(first, default);
        var stored = (await Service.HistoryAsync<Member>(first.Id))[0];
        await UpdateAsync(first.Id, member => member.ChangeEmail("ann@y"));
        var again = Member.Join("ann@x", first.Id);
        again.Pending[0].Id = stored.EventId;

        Assert.Equal(1, (await Store.SaveAsync(again, default)).Position);

        Assert.Equal([$"member.email=ann@y member {first.Id}"], Claims());
    }

    private async Task<Guid> JoinAsync(string email) => (await Store.SaveAsync(Member.Join(email), default)).Id;

    private Task<Saved> UpdateAsync(Guid id, Action<Member> decide) => Store.UpdateAsync(id, null, decide, default);

    private List<string> Claims() => File.Column<string>("SELECT name || '=' || value || ' ' || aggregate_type || ' ' || aggregate_id FROM claim ORDER BY name, value");
}
