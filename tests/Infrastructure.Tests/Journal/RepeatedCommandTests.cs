using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.Tests.Journal;

/// <summary>What an effect's command has saved is known when the command is repeated.</summary>
public sealed class RepeatedCommandTests : JournalTest
{
    private readonly Guid _command = Guid.CreateVersion7();

    [Fact]
    public async Task An_update_that_discards_is_answered_again()
    {
        var id = await Service.OpenAccountAsync();

        for (var i = 0; i < 2; i++)
            Assert.Equal(new Saved(id, 1, 2), await CommandAsync(store => store.UpdateAsync<Account>(id, null, account => account.Close(), default)));
    }

    [Fact]
    public async Task An_update_is_not_decided_again()
    {
        var decisions = 0;
        var id = await Service.OpenAccountAsync();

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(new Saved(id, 1, 2), await CommandAsync(store => store.UpdateAsync<Account>(id, 0, account =>
            {
                decisions++;
                account.Deposit(1);
            }, default)));
        }

        Assert.Equal(1, decisions);
    }

    [Fact]
    public async Task What_was_saved_stands_as_in_the_journal_so_that_the_command_goes_on()
    {
        var id = await Service.OpenAccountAsync();

        for (var part = 1; part <= 2; part++)
        {
            await CommandAsync(async store =>
            {
                var account = await store.LoadAsync<Account>(id, default);
                account.Deposit(10);
                Assert.Equal(new Saved(id, 1, 2), await store.SaveAsync(account, default));
                Assert.Equal((10, 1, 0), (account.Balance, account.Version, account.Pending.Count));
                if (part == 1) return 0;       // interrupted

                account.Deposit(20);
                Assert.Equal(new Saved(id, 2, 3), await store.SaveAsync(account, default));
                return 0;
            });
        }

        Assert.Equal(30, (await Store.LoadAsync<Account>(id, default)).Balance);
    }

    [Fact]
    public async Task A_save_that_lost_a_race_and_was_tried_again_is_known()
    {
        var id = await Service.OpenAccountAsync();

        await CommandAsync(async store =>
        {
            var stale = await store.LoadAsync<Account>(id, default);
            await Store.UpdateAsync<Account>(id, null, account => account.Deposit(1), default);
            stale.Deposit(10);
            await Assert.ThrowsAsync<LostRaceException>(() => store.SaveAsync(stale, default));
            return await DepositAsync(store);
        });
        await CommandAsync(DepositAsync);

        Assert.Equal(11, (await Store.LoadAsync<Account>(id, default)).Balance);

        async Task<Saved> DepositAsync(IEventStore store)
        {
            var account = await store.LoadAsync<Account>(id, default);
            account.Deposit(10);
            return await store.SaveAsync(account, default);
        }
    }

    [Fact]
    public async Task An_update_that_failed_and_was_tried_again_is_known()
    {
        var id = await Service.OpenAccountAsync();

        await CommandAsync(async store =>
        {
            await Assert.ThrowsAsync<ExpectedVersionException>(() => store.UpdateAsync<Account>(id, 7, account => account.Deposit(10), default));
            return await DepositAsync(store);
        });
        await CommandAsync(DepositAsync);

        Assert.Equal(10, (await Store.LoadAsync<Account>(id, default)).Balance);

        Task<Saved> DepositAsync(IEventStore store) => store.UpdateAsync<Account>(id, null, account => account.Deposit(10), default);
    }

    /// <summary>The command of an effect, each time in a scope of its own.</summary>
    private async Task<T> CommandAsync<T>(Func<IEventStore, Task<T>> handle)
    {
        await using var scope = Service.Get<IServiceScopeFactory>().CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<CommandContext>();
        (context.CausationId, context.CommandId) = (_command, _command);
        return await handle(scope.ServiceProvider.GetRequiredService<IEventStore>());
    }
}
