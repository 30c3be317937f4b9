using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Journal;

/// <summary>What this version of the service cannot read is never skipped or guessed: loading fails and names it.</summary>
public sealed class UnreadableEventTests : JournalTest
{
    [Fact]
    public async Task An_unknown_event_type_is_named() =>
        await AssertUnreadableAsync(id => File.Plant(id, 1, "account_frozen"), "event type account_frozen of account is unknown");

    [Fact]
    public async Task The_event_type_of_another_aggregate_is_unknown() =>
        await AssertUnreadableAsync(id => File.Plant(id, 1, "dog_barked", "{}"), "event type dog_barked of account is unknown");

    [Fact]
    public async Task The_name_of_a_class_is_no_event_type() =>
        await AssertUnreadableAsync(id => File.Plant(id, 1, typeof(Account.Deposited).FullName!), "is unknown");

    [Fact]
    public async Task A_newer_event_version_is_named_beside_the_newest_known() =>
        await AssertUnreadableAsync(id => File.Plant(id, 1, eventVersion: 2), "account_deposited has version 2, and 1 is the newest known");

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"amount":"much"}""")]
    [InlineData("""{"amount":1.5}""")]
    [InlineData("""{"amount":null}""")]
    public async Task Damaged_data_is_named(string data) =>
        await AssertUnreadableAsync(id => File.Plant(id, 1, eventData: data), "the data of this account_deposited cannot be read");

    [Fact]
    public async Task A_hole_in_the_versions_is_named() =>
        await AssertUnreadableAsync(id => File.Plant(id, 2), "has no event of version 1, yet one of 2");

    [Theory]
    [InlineData("event_id")]
    [InlineData("create_date")]
    public async Task A_damaged_envelope_is_told_with_the_history_and_keeps_no_state_away(string column)
    {
        var id = await Service.OpenAccountAsync();
        File.DropTriggers();
        File.Execute($"UPDATE event_journal SET {column} = 'nonsense'");

        var unreadable = await Assert.ThrowsAsync<UnreadableEventException>(() => Service.HistoryAsync<Account>(id));

        Assert.Equal(0, (await Store.LoadAsync<Account>(id, default)).Version);
        Assert.StartsWith("A row of the journal is damaged: ", unreadable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_beyond_all_numbers_is_not_read_as_an_older_one()
    {
        var id = await Service.OpenAccountAsync();
        File.DropTriggers();
        File.Execute("UPDATE event_journal SET event_version = 4294967297");

        var unreadable = await Assert.ThrowsAsync<UnreadableEventException>(() => Store.LoadAsync<Account>(id, default));

        Assert.StartsWith("Position 1: ", unreadable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_without_its_beginning_is_named()
    {
        var id = Guid.CreateVersion7();
        _ = Service;
        File.Plant(id, 1);

        var unreadable = await Assert.ThrowsAsync<UnreadableEventException>(() => Store.LoadAsync<Account>(id, default));

        Assert.StartsWith("Position 1: ", unreadable.Message, StringComparison.Ordinal);
        Assert.Contains("has no event of version 0, yet one of 1", unreadable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_shows_what_cannot_be_read()
    {
        var id = await Service.OpenAccountAsync();
        File.Plant(id, 1, "account_frozen", """{"by":"us"}""", eventVersion: 7);

        var frozen = (await Service.HistoryAsync<Account>(id))[1];

        Assert.Equal(("account_frozen", 7, """{"by":"us"}"""), (frozen.EventType, frozen.EventVersion, frozen.EventData));
    }

    private async Task AssertUnreadableAsync(Action<Guid> plant, string reason)
    {
        var id = await Service.OpenAccountAsync();
        plant(id);

        Func<Task>[] loads = [() => Store.LoadAsync<Account>(id, default), () => Store.UpdateAsync<Account>(id, null, account => account.Close(), default)];
        foreach (var load in loads)
        {
            var unreadable = await Assert.ThrowsAsync<UnreadableEventException>(load);
            Assert.StartsWith("Position 2: ", unreadable.Message, StringComparison.Ordinal);
            Assert.Contains(reason, unreadable.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, File.Count());
    }
}
