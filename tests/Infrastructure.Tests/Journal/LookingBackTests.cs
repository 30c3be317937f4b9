using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace CleanES.Infrastructure.Tests.Journal;

public sealed class LookingBackTests : JournalTest
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);

    [Fact]
    public async Task An_aggregate_is_there_unless_it_was_never_created_or_is_discarded()
    {
        var id = await Service.OpenAccountAsync();

        Assert.True(await Store.ContainsAsync<Account>(id, default));
        Assert.False(await Store.ContainsAsync<Account>(Guid.CreateVersion7(), default));
        Assert.False(await Store.ContainsAsync<Dog>(id, default));

        await CloseAsync(id);
        Assert.False(await Store.ContainsAsync<Account>(id, default));
    }

    [Fact]
    public async Task Every_version_is_seen_as_it_was()
    {
        var id = await Service.OpenAccountAsync(deposits: 5);

        for (var version = 0; version <= 5; version++)
        {
            var account = await Store.LoadAtAsync<Account>(id, version, default);

            Assert.Equal((id, version, version, "Ann"), (account.Id, account.Version, account.Balance, account.Holder));
            Assert.Empty(account.Pending);
        }
    }

    [Fact]
    public async Task A_version_beyond_the_newest_is_not_found_and_the_newest_is_named()
    {
        var id = await Service.OpenAccountAsync(deposits: 2);

        foreach (var version in (long[])[3, long.MaxValue])
            await NotFoundAsync($"Account {id} has no version {version}: its newest is 2.", () => Store.LoadAtAsync<Account>(id, version, default));
    }

    [Fact]
    public async Task What_was_never_created_is_not_found_at_any_version_or_time()
    {
        var dog = await Service.OpenAccountAsync();

        await NotFoundAsync($"There is no Dog {dog}.", () => Store.LoadAtAsync<Dog>(dog, 0, default));
        await NotFoundAsync($"There is no Dog {dog}.", () => Store.LoadAtAsync<Dog>(dog, DateTimeOffset.MaxValue, default));
    }

    [Fact]
    public async Task A_negative_version_is_refused() =>
        Assert.Equal("version", (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.LoadAtAsync<Account>(Guid.NewGuid(), -1, default))).ParamName);

    [Fact]
    public async Task At_a_time_everything_counts_that_happened_until_then_to_the_microsecond()
    {
        var clock = new FakeTimeProvider(Start);
        using var service = new TestService(Folder, clock: clock);
        var id = await service.OpenAccountAsync();
        clock.Advance(Microsecond);
        await DepositAsync(service, id);
        clock.Advance(TimeSpan.FromTicks(17));      // 1.7 microseconds: stored as 2 after the start
        await DepositAsync(service, id, times: 2);

        await IsAtAsync(0, Start);
        await IsAtAsync(0, Start + TimeSpan.FromTicks(9));
        await IsAtAsync(1, Start + Microsecond);
        await IsAtAsync(1, Start + TimeSpan.FromTicks(19));
        await IsAtAsync(3, Start + (2 * Microsecond));
        await IsAtAsync(3, (Start + (2 * Microsecond)).ToOffset(TimeSpan.FromHours(-9)));
        await IsAtAsync(3, DateTimeOffset.MaxValue);
        await NotFoundAsync(
            $"Account {id} did not exist yet at 2026-01-01T11:59:59.999999Z.", () => service.Store.LoadAtAsync<Account>(id, Start - TimeSpan.FromTicks(1), default));

        async Task IsAtAsync(long version, DateTimeOffset time)
        {
            var account = await service.Store.LoadAtAsync<Account>(id, time, default);
            Assert.Equal((version, version), (account.Version, account.Balance));
        }
    }

    [Fact]
    public async Task An_event_that_a_slow_clock_dates_too_early_leaves_no_hole()
    {
        using var early = new TestService(Folder, clock: new FixedClock(Start));
        using var late = new TestService(Folder, clock: new FixedClock(Start.AddHours(1)));
        var id = await early.OpenAccountAsync();
        await DepositAsync(late, id);
        await DepositAsync(early, id);

        Assert.Equal(2, (await Store.LoadAtAsync<Account>(id, Start, default)).Version);
    }

    [Fact]
    public async Task A_discarded_aggregate_is_seen_as_it_was_before_and_not_found_since()
    {
        var clock = new FakeTimeProvider(Start);
        using var service = new TestService(Folder, clock: clock);
        var id = await service.OpenAccountAsync(deposits: 1);
        clock.Advance(TimeSpan.FromDays(1));
        await CloseAsync(id, service);

        Assert.Equal(1, (await service.Store.LoadAtAsync<Account>(id, 1, default)).Balance);
        Assert.Equal(1, (await service.Store.LoadAtAsync<Account>(id, clock.GetUtcNow() - Microsecond, default)).Balance);
        var discarded = $"Account {id} was discarded with version 2. The versions before that one can be read.";
        await NotFoundAsync(discarded, () => service.Store.LoadAtAsync<Account>(id, 2, default));
        await NotFoundAsync(discarded, () => service.Store.LoadAtAsync<Account>(id, 3, default));
        await NotFoundAsync(discarded, () => service.Store.LoadAtAsync<Account>(id, clock.GetUtcNow(), default));
        await NotFoundAsync(discarded, () => service.Store.LoadAtAsync<Account>(id, clock.GetUtcNow().AddYears(1), default));
    }

    [Fact]
    public async Task What_is_decided_on_an_old_version_loses_the_race()
    {
        var id = await Service.OpenAccountAsync(deposits: 5);
        var old = await Store.LoadAtAsync<Account>(id, 2, default);
        var oldByTime = await Store.LoadAtAsync<Account>(id, DateTimeOffset.MaxValue, default);
        await DepositAsync(Service, id);

        foreach (var (account, version) in ((Account, int)[])[(old, 2), (oldByTime, 5)])
        {
            account.Deposit(1000);
            var lost = await Assert.ThrowsAsync<LostRaceException>(() => Store.SaveAsync(account, default));
            Assert.Equal((version, 6), (lost.ExpectedVersion, lost.ActualVersion));
        }

        Assert.Equal(6, (await Store.LoadAsync<Account>(id, default)).Balance);
        Assert.Equal(7, File.Count());
    }

    [Fact]
    public async Task What_cannot_be_read_is_in_the_way_of_its_own_version_and_later_ones_alone()
    {
        var id = await Service.OpenAccountAsync(deposits: 1);
        File.Plant(id, 2, "account_frozen");
        File.Plant(id, 3);

        Assert.Equal(1, (await Store.LoadAtAsync<Account>(id, 1, default)).Version);
        foreach (var version in (int[])[2, 3])
        {
            var unreadable = await Assert.ThrowsAsync<UnreadableEventException>(() => Store.LoadAtAsync<Account>(id, version, default));
            Assert.StartsWith("Position 3: event type account_frozen", unreadable.Message, StringComparison.Ordinal);
        }
    }

    private static async Task NotFoundAsync(string message, Func<Task> load) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<AggregateNotFoundException>(load)).Message);

    private static Task<Saved> DepositAsync(TestService service, Guid id, int times = 1) => service.Store.UpdateAsync<Account>(id, null, account =>
    {
        for (var i = 0; i < times; i++) account.Deposit(1);
    }, default);

    private Task<Saved> CloseAsync(Guid id, TestService? service = null) =>
        (service ?? Service).Store.UpdateAsync<Account>(id, null, account => account.Close(), default);
}
