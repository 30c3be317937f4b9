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
    public async Task Others_changes_after_it_are_told_and_kept()
    {
        var id = await Service.OpenAccountAsync();
        await CommandAsync(DepositAsync);
        await Store.UpdateAsync<Account>(id, null, account => account.Deposit(5), default);

        Assert.Equal(new Saved(id, 2, 3), await CommandAsync(DepositAsync));
        Assert.Equal(15, (await Store.LoadAsync<Account>(id, default)).Balance);

        Task<Saved> DepositAsync(IEventStore store) => store.UpdateAsync<Account>(id, null, account => account.Deposit(10), default);
    }

    [Fact]
    public async Task An_aggregate_is_changed_once_by_a_command_and_a_second_time_is_refused_in_words()
    {
        var (id, other) = (await Service.OpenAccountAsync(), await Service.OpenAccountAsync());

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => CommandAsync(async store =>
        {
            await store.UpdateAsync<Account>(other, null, account => account.Deposit(1), default);
            await store.UpdateAsync<Account>(id, null, account => account.Deposit(0), default);      // changes nothing
            await store.UpdateAsync<Account>(id, null, account => account.Deposit(10), default);
            return await store.UpdateAsync<Account>(id, null, account => account.Deposit(20), default);
        }));

        Assert.Contains("Send two commands", refused.Message, StringComparison.Ordinal);
        Assert.Equal(10, (await Store.LoadAsync<Account>(id, default)).Balance);
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
