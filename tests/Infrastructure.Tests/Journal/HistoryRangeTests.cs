using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace CleanES.Infrastructure.Tests.Journal;

public sealed class HistoryRangeTests : JournalTest
{
    private const int Newest = 5;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Every combination of what may be asked for, at and beside each edge.</summary>
    private static readonly HistoryRange[] Ranges =
    [
        .. from after in (long?[])[null, -1, 2, Newest]
           from until in (long?[])[null, 0, 3, 99]
           from afterDate in (int?[])[null, -1, 3]
           from untilDate in (int?[])[null, -1, 3]
           from limit in (int?[])[null, 0, 2]
           from newestFirst in (bool[])[false, true]
           select new HistoryRange(after, until, At(afterDate), At(untilDate), limit, newestFirst),
    ];

    [Fact]
    public async Task A_range_is_what_a_naive_reader_picks_from_the_whole_history()
    {
        var clock = new FakeTimeProvider(Start);
        using var service = new TestService(Folder, clock: clock);
        var id = await service.OpenAccountAsync();
        for (var version = 1; version <= Newest; version++)
        {
            await service.OpenAccountAsync();       // of no interest
            clock.Advance(TimeSpan.FromMicroseconds(1));
            await service.Store.UpdateAsync<Account>(id, null, account => account.Deposit(1), default);
        }

        var all = await service.HistoryAsync<Account>(id);
        Assert.Equal(Newest + 1, all.Count);
        var seen = 0;
        foreach (var range in Ranges)
        {
            var rows = await service.Journal.HistoryAsync<Account>(id, range, default).ToListAsync();

            Assert.True(Naively(all, range).SequenceEqual(rows), $"{range} gave versions {string.Join(' ', rows.Select(row => row.AggregateVersion))}.");
            seen += rows.Count;
        }

        Assert.NotEqual(0, seen);
    }

    [Fact]
    public async Task A_discarded_aggregate_has_its_history_and_an_unknown_one_has_none()
    {
        var id = await Service.OpenAccountAsync();
        await Store.UpdateAsync<Account>(id, null, account => account.Close(), default);

        Assert.Equal(["account_closed", "account_opened"], await TypesAsync(id));
        Assert.Empty(await TypesAsync(Guid.CreateVersion7()));

        async Task<List<string>> TypesAsync(Guid of) =>
            await Service.Journal.HistoryAsync<Account>(of, new HistoryRange(Descending: true), default).Select(row => row.EventType).ToListAsync();
    }

    [Fact]
    public void What_cannot_be_a_version_or_a_limit_is_refused_before_anything_is_read()
    {
        IsRefused("After", new HistoryRange(After: -2));
        IsRefused("Until", new HistoryRange(Until: -1));
        IsRefused("Limit", new HistoryRange(Limit: -1));

        void IsRefused(string value, HistoryRange range)
        {
            var refused = Assert.Throws<ArgumentOutOfRangeException>(() => { Service.Journal.HistoryAsync<Account>(Guid.NewGuid(), range, default); });
            Assert.Equal(value, refused.ParamName);
        }
    }

    [Fact]
    public async Task Rows_are_read_as_they_are_asked_for()
    {
        var id = await Service.OpenAccountAsync(deposits: 9);
        File.DropTriggers();
        File.Execute("UPDATE event_journal SET create_date = 'nonsense' WHERE aggregate_version = 5");

        List<long> read = [];
        await Assert.ThrowsAsync<UnreadableEventException>(async () =>
        {
            await foreach (var row in Service.Journal.HistoryAsync<Account>(id, new HistoryRange(Descending: true), default)) read.Add(row.AggregateVersion);
        });

        Assert.Equal([9, 8, 7, 6], read);
        Assert.Equal(5, await Service.Journal.HistoryAsync<Account>(id, new HistoryRange(Limit: 5), default).CountAsync());
    }

    private static DateTimeOffset? At(int? version) => Start + TimeSpan.FromMicroseconds(1) * version;

    private static IEnumerable<EventEnvelope> Naively(IEnumerable<EventEnvelope> all, HistoryRange range)
    {
        var wanted = all.Where(row =>
            !(row.AggregateVersion <= range.After) && !(row.AggregateVersion > range.Until) && !(row.CreateDate <= range.AfterDate) && !(row.CreateDate > range.UntilDate));
        return (range.Descending ? wanted.Reverse() : wanted).Take(range.Limit ?? int.MaxValue);
    }
}
