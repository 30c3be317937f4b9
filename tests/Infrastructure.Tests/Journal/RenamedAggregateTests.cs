using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Journal;

/// <summary>The class that was <see cref="Account"/> in the release before.</summary>
public sealed class RenamedAggregateTests : JournalTest
{
    [Fact]
    public async Task An_aggregate_whose_class_was_renamed_loads_what_was_stored_before_and_goes_on_from_there()
    {
        var id = await Service.OpenAccountAsync(deposits: 3);
        using var renamed = new TestService(Folder, aggregates: [typeof(Purse)]);
        Assert.Equal(("Ann", 3, 3), await renamed.Store.LoadAsync<Purse>(id, default) is var purse ? (purse.Holder, purse.Balance, purse.Version) : default);

        await renamed.Store.UpdateAsync<Purse>(id, null, one => one.Deposit(4), default);

        Assert.Equal(7, (await renamed.Store.LoadAsync<Purse>(id, default)).Balance);
        Assert.Equal([0, 1, 2, 3, 4], (await renamed.HistoryAsync<Purse>(id)).Select(stored => stored.AggregateVersion));
        Assert.Equal(["account_deposited", "account_opened"], File.Column<string>("SELECT DISTINCT event_type FROM event_journal ORDER BY 1"));
        Assert.Equal(["account"], File.Column<string>("SELECT DISTINCT aggregate_type FROM event_journal"));
        Assert.Equal(7, (await Store.LoadAsync<Account>(id, default)).Balance);
    }

    [AggregateType("account")]
    private sealed class Purse(Guid id) : AggregateRoot(id)
    {
        public string Holder { get; private set; } = "";
        public long Balance { get; private set; }

        public void Deposit(long amount) => Raise(new Deposited(amount));

        public sealed record Opened(string Holder, string? OpenedByClerk) : DomainEvent<Purse>
        {
            protected override void Apply(Purse purse) => purse.Holder = Holder;
        }

        public sealed record Deposited(long Amount) : DomainEvent<Purse>
        {
            protected override void Apply(Purse purse) => purse.Balance += Amount;
        }
    }
}
