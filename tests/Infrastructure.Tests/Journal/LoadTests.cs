using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Journal;

public sealed class LoadTests : JournalTest
{
    [Fact]
    public async Task A_loaded_aggregate_is_the_fold_of_its_events()
    {
        var id = await Service.OpenAccountAsync(deposits: 3);

        var account = await Store.LoadAsync<Account>(id, default);

        Assert.Equal((id, "Ann", 3, 3), (account.Id, account.Holder, account.Balance, account.Version));
        Assert.Empty(account.Pending);
    }

    [Fact]
    public async Task Loading_an_unknown_id_fails_and_names_aggregate_and_id()
    {
        var id = Guid.CreateVersion7();

        var failure = await Assert.ThrowsAsync<AggregateNotFoundException>(() => Store.LoadAsync<Account>(id, default));

        Assert.Equal($"There is no Account {id}.", failure.Message);
        Assert.Null(await Store.FindAsync<Account>(id, default));
    }

    [Fact]
    public async Task A_discarded_aggregate_is_not_found_and_its_history_stays()
    {
        var id = await Service.OpenAccountAsync();
        await Store.UpdateAsync<Account>(id, null, account => account.Close(), default);

        var failure = await Assert.ThrowsAsync<AggregateNotFoundException>(() => Store.LoadAsync<Account>(id, default));

        Assert.Equal($"Account {id} was discarded.", failure.Message);
        Assert.Null(await Store.FindAsync<Account>(id, default));
        Assert.Equal(["account_opened", "account_closed"], (await Service.HistoryAsync<Account>(id)).Select(stored => stored.EventType));
    }

    [Fact]
    public async Task An_aggregate_of_another_type_with_the_same_id_is_another_one()
    {
        var id = await Service.OpenAccountAsync();
        Assert.Null(await Store.FindAsync<Dog>(id, default));

        await Store.SaveAsync(Dog.Create(id, "Rex"), default);

        Assert.Equal("Rex", (await Store.LoadAsync<Dog>(id, default)).Name);
        Assert.Equal("Ann", (await Store.LoadAsync<Account>(id, default)).Holder);
    }

    [Fact]
    public async Task Events_inherited_from_an_abstract_aggregate_are_each_heirs_own()
    {
        var dog = Dog.Create(Guid.CreateVersion7(), "Rex");
        dog.Bark();
        var cat = Cat.Create(Guid.CreateVersion7(), "Tom");
        await Store.SaveAsync([dog, cat], default);

        Assert.Equal(["dog_created", "dog_barked", "cat_created"], File.Column<string>("SELECT event_type FROM event_journal ORDER BY position"));
        Assert.Equal(["dog", "dog", "cat"], File.Column<string>("SELECT aggregate_type FROM event_journal ORDER BY position"));
        Assert.Equal(("Rex", 1), (await Store.LoadAsync<Dog>(dog.Id, default) is var again ? (again.Name, again.Barks) : default));
        Assert.Equal("Tom", (await Store.LoadAsync<Cat>(cat.Id, default)).Name);
    }

    [Fact]
    public async Task The_history_is_told_oldest_first_with_every_field_of_the_envelope()
    {
        var before = DateTimeOffset.UtcNow.AddMilliseconds(-1);
        await Service.OpenAccountAsync(deposits: 2);
        var account = Account.Open(Guid.CreateVersion7(), "Bea");
        account.Deposit(7);
        var ids = await SaveAndTellIdsAsync(account);

        var history = await Service.HistoryAsync<Account>(account.Id);

        Assert.Equal([4, 5], history.Select(stored => stored.Position));
        Assert.Equal([0, 1], history.Select(stored => stored.AggregateVersion));
        Assert.Equal(ids, history.Select(stored => stored.EventId));
        Assert.Equal("""{"holder":"Bea","opened_by_clerk":null}""", history[0].EventData);
        Assert.Equal("""{"amount":7}""", history[1].EventData);
        Assert.All(history, stored =>
        {
            Assert.Equal(("account", account.Id, 1), (stored.AggregateType, stored.AggregateId, stored.EventVersion));
            Assert.StartsWith("""{"command_id":""", stored.Metadata, StringComparison.Ordinal);
            Assert.InRange(stored.CreateDate, before, DateTimeOffset.UtcNow);
        });
    }

    [Fact]
    public async Task The_head_is_0_while_the_journal_is_empty_and_then_the_newest_position()
    {
        Assert.Equal(0, await Service.Journal.HeadAsync(default));
        await Service.OpenAccountAsync(deposits: 4);
        Assert.Equal(5, await Service.Journal.HeadAsync(default));
    }

    private async Task<List<Guid>> SaveAndTellIdsAsync(Account account)
    {
        var pending = account.Pending.ToList();
        await Store.SaveAsync(account, default);
        return pending.ConvertAll(one => one.Id!.Value);
    }
}
