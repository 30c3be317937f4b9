using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using CleanES.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.Tests.Subscriptions;

/// <summary>What persons ask for, and what happens around a subscriber, while it is in the midst of something.</summary>
public sealed class InTheMidstTests : IDisposable
{
    private static readonly Type[] Effect = [typeof(Jar), typeof(JarHistorian)];
    private static readonly Type[] Shelf = [typeof(Jar), typeof(ParkingTests.ShelfTables), typeof(ParkingTests.ShelfProjection)];

    private readonly SubscriberFolder _folder = new();
    private readonly Probe _probe = new();
    private readonly SemaphoreSlim _entered = new(0);
    private readonly SemaphoreSlim _leave = new(0);

    public void Dispose()
    {
        _entered.Dispose();
        _leave.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_retry_that_is_asked_for_again_keeps_the_order()
    {
        await using var service = await StartAsync(Effect);
        await ParkAsync(service, Jar.WithEvents(4), from: 2);
        _probe.Interfere = (_, stored) => stored.Position == 2 ? HoldAsync(thenFail: true) : Task.CompletedTask;
        var tools = service.Get<ISubscriberTools>();
        await tools.RetryAsync(JarHistorian.Name, null, default);
        await _entered.WaitAsync(SubscriberHarness.Deadline);
        await tools.RetryAsync(JarHistorian.Name, null, default);
        _leave.Release(2);
        await Eventually.IsSoAsync(async () => (await tools.ParkedAsync(JarHistorian.Name, default)).All(parked => !parked.IsRetried));

        Assert.Equal([2, 3, 4], (await tools.ParkedAsync(JarHistorian.Name, default)).Select(parked => parked.Position));
        Assert.Equal([1], _probe.PositionsOf<JarHistorian>());
    }

    [Fact]
    public async Task A_pause_ends_a_retry_after_the_event_at_hand_and_it_goes_on_when_that_is_over()
    {
        await using var service = await StartAsync(Effect);
        await ParkAsync(service, Jar.WithEvents(4), from: 2);
        _probe.Interfere = (_, stored) => stored.Position == 2 ? HoldAsync() : Task.CompletedTask;
        var tools = service.Get<ISubscriberTools>();
        await tools.RetryAsync(JarHistorian.Name, null, default);
        await _entered.WaitAsync(SubscriberHarness.Deadline);
        await tools.PauseAsync(JarHistorian.Name, default);
        _leave.Release();
        await Eventually.IsSoAsync(async () => (await tools.ParkedAsync(JarHistorian.Name, default)) is [{ Position: 3, IsRetried: true }, { Position: 4, IsRetried: true }]);
        Assert.Equal([1, 2], _probe.PositionsOf<JarHistorian>());

        await tools.ResumeAsync(JarHistorian.Name, default);
        await service.IsEventuallyAsync(JarHistorian.Name, status => status.Parked == 0);
        Assert.Equal([1, 2, 3, 4], _probe.PositionsOf<JarHistorian>());
    }

    [Fact]
    public async Task A_pause_ends_an_effects_batch_after_the_event_at_hand()
    {
        await using (var before = SubscriberHarness.Prepare(_folder, Effect)) await before.SaveAsync(Jar.WithEvents(50));
        _probe.Interfere = (_, stored) => stored.Position == 3 ? HoldAsync() : Task.CompletedTask;
        await using var service = await StartAsync(Effect);
        await _entered.WaitAsync(SubscriberHarness.Deadline);
        await service.Get<ISubscriberTools>().PauseAsync(JarHistorian.Name, default);
        _leave.Release();
        await service.IsEventuallyAsync(JarHistorian.Name, status => status.Position == 3);
        await service.DisposeAsync();

        Assert.Equal([1, 2, 3], _probe.TriedBy<JarHistorian>());
    }

    [Fact]
    public async Task At_its_end_a_process_finishes_the_event_at_hand_and_begins_no_other()
    {
        await using (var before = SubscriberHarness.Prepare(_folder, Effect)) await before.SaveAsync(Jar.WithEvents(50));
        _probe.Interfere = (_, stored) => stored.Position == 3 ? HoldAsync() : Task.CompletedTask;
        var service = await StartAsync(Effect);
        await _entered.WaitAsync(SubscriberHarness.Deadline);
        var ending = service.DisposeAsync();
        _leave.Release();
        await ending;

        Assert.Equal([1, 2, 3], _probe.PositionsOf<JarHistorian>());
        Assert.Equal(3, SubscriberFolder.Number(_folder.Journal, "SELECT position FROM effect_checkpoint"));
        Assert.Null(SubscriberFolder.Text(_folder.Journal, "SELECT owner FROM subscriber"));
    }

    [Fact]
    public async Task A_query_that_waits_for_the_newest_event_is_answered_when_that_is_parked()
    {
        await using var service = await StartAsync(Shelf);
        _probe.Interfere = (_, stored) => stored.Position == 2 ? throw new InvalidOperationException("Broken.") : Task.CompletedTask;
        await service.SaveAsync(Jar.WithEvents(2));

        Assert.Equal(1, await service.UseAsync(async (IServiceProvider scope) =>
        {
            await scope.GetRequiredService<ReadModelProgress>().ReachAsync<ParkingTests.ShelfTables>(2, default);
            return scope.GetRequiredService<ReadModelAnswer>().Parked;
        }));
    }

    [Fact]
    public async Task A_query_that_waits_while_the_read_model_is_reset_sees_what_it_has_waited_for()
    {
        await using var service = await SubscriberHarness.StartAsync(_folder, JarProjection.Types, probe: _probe);
        await service.ReachAsync(JarProjection.Name, await service.SaveAsync(Jar.WithEvents(50)));
        _probe.Interfere = (_, _) => HoldAsync();
        await service.SaveAsync(Jar.Open());
        await _entered.WaitAsync(SubscriberHarness.Deadline);
        _probe.Interfere = (_, _) => Task.CompletedTask;
        await service.Get<ISubscriberTools>().ResetAsync(JarProjection.Name, null, default);
        var seeing = service.UseAsync(async (IServiceProvider scope) =>
        {
            await scope.GetRequiredService<ReadModelProgress>().ReachAsync<JarTables>(50, default);
            return await scope.GetRequiredService<JarTables>().Handled.CountAsync();
        });
        _leave.Release();

        Assert.True(await seeing >= 50);
    }

    [Fact]
    public async Task No_event_is_parked_because_the_read_model_is_locked()
    {
        await using var service = await SubscriberHarness.StartImpatientAsync(_folder, Shelf, _probe, ("Subscribers:Attempts", "1"));
        await service.ReachAsync(ParkingTests.ShelfProjection.Name, await service.SaveAsync(Jar.Open()));
        await using (var other = new SqliteConnection($"Data Source={_folder.ReadModelOf(ParkingTests.ShelfProjection.Name)};Pooling=False"))
        {
            await other.OpenAsync();
            await using var locking = await other.BeginTransactionAsync();
            await service.SaveAsync(Jar.Open());
            await service.IsEventuallyAsync(ParkingTests.ShelfProjection.Name, status => status.Error is not null);
            var error = (await service.StatusOf(ParkingTests.ShelfProjection.Name)).Error;
            Assert.Equal("ReadModelUnavailableException: The read model of shelf is locked by another process.", error);
        }

        await service.ReachAsync(ParkingTests.ShelfProjection.Name, 2);
        Assert.Equal(0, (await service.StatusOf(ParkingTests.ShelfProjection.Name)).Parked);
    }

    [Fact]
    public async Task A_handler_that_cancels_itself_has_failed_also_in_a_retry()
    {
        await using var service = await StartAsync(Effect);
        await ParkAsync(service, Jar.WithEvents(2), from: 2);
        _probe.Interfere = (_, stored) => stored.Position == 2 ? throw new TaskCanceledException("Too slow.") : Task.CompletedTask;
        await service.Get<ISubscriberTools>().RetryAsync(JarHistorian.Name, null, default);

        await Eventually.IsSoAsync(async () => (await service.Get<ISubscriberTools>().ParkedAsync(JarHistorian.Name, default)) is [{ Attempts: 3, Error: "TaskCanceledException: Too slow." }]);
    }

    [Fact]
    public async Task Standing_still_is_not_dying()
    {
        await using (var first = await StartAsync(Effect)) await first.IsEventuallyAsync(JarHistorian.Name, status => status.State == "running");
        await using var service = SubscriberHarness.Prepare(_folder, Effect, settings: ("Subscribers:LeaseTime", "00:00:02"));
        await service.SaveAsync(Jar.WithEvents(3));
        using var alive = service.Get<IJournalDatabase>().ShowAlive("frozen");
        SubscriberFolder.Execute(_folder.Journal, "UPDATE subscriber SET owner = 'frozen', attempting = 1");
        await service.StartAsync();
        await service.ReachAsync(JarHistorian.Name, 3);

        Assert.Equal(0, SubscriberFolder.Number(_folder.Journal, "SELECT crashes FROM subscriber"));
    }

    [Fact]
    public async Task An_effect_whose_checkpoint_an_earlier_version_of_the_service_has_moved_goes_on()
    {
        await using (var before = await StartAsync(Effect)) await before.ReachAsync(JarHistorian.Name, await before.SaveAsync(Jar.WithEvents(5)));
        await using (var earlier = SubscriberHarness.Prepare(_folder, [typeof(Jar)])) await earlier.SaveAsync(Jar.WithEvents(3));
        SubscriberFolder.Execute(_folder.Journal, "UPDATE effect_checkpoint SET position = 8");     // it does not know the event's id

        await using var service = await StartAsync(Effect);
        await service.ReachAsync(JarHistorian.Name, await service.SaveAsync(Jar.Open()));
        Assert.Equal([1, 2, 3, 4, 5, 9], _probe.PositionsOf<JarHistorian>());
    }

    private Task<SubscriberHarness> StartAsync(Type[] types) => SubscriberHarness.StartImpatientAsync(_folder, types, _probe);

    /// <summary>Has the events of a jar parked.</summary>
    private async Task ParkAsync(SubscriberHarness service, Jar jar, long from)
    {
        _probe.Interfere = (_, stored) => stored.Position == from ? throw new InvalidOperationException("Broken.") : Task.CompletedTask;
        await service.ReachAsync(JarHistorian.Name, await service.SaveAsync(jar));
        await service.IsEventuallyAsync(JarHistorian.Name, status => status is { State: "running", Parked: > 0 });
    }

    private async Task HoldAsync(bool thenFail = false)
    {
        _entered.Release();
        await _leave.WaitAsync();
        if (thenFail) throw new InvalidOperationException("Still broken.");
    }
}
