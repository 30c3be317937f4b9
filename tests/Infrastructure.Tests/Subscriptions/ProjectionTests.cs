using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.Tests.Subscriptions;

public sealed class ProjectionTests : IDisposable
{
    private readonly SubscriberFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Events_come_in_order_and_each_once()
    {
        await using var service = await SubscriberHarness.StartAsync(_folder, JarProjection.Types);
        for (var i = 0; i < 20; i++) await service.SaveAsync(Jar.WithEvents(1 + (i % 3)), Jar.Open());
        var head = await service.SaveAsync(Jar.Open());
        await service.ReachAsync(JarProjection.Name, head);

        Assert.Equal(Positions(1, head), service.Probe.PositionsOf<JarProjection>());
        Assert.Equal(Positions(1, head), await service.UseAsync((JarTables tables) => tables.HandledPositionsAsync()));
    }

    [Fact]
    public async Task An_append_of_the_same_process_wakes_it_without_the_watcher()
    {
        await using var service = await SubscriberHarness.StartAsync(_folder, JarProjection.Types, new PausedClock());
        for (var i = 0; i < 3; i++) await service.ReachAsync(JarProjection.Name, await service.SaveAsync(Jar.Open()));

        Assert.Equal([1, 2, 3], service.Probe.PositionsOf<JarProjection>());
    }

    [Fact]
    public async Task Events_that_it_does_not_handle_move_its_checkpoint_all_the_same()
    {
        Type[] types = [typeof(Jar), typeof(OpenedTables), typeof(OpenedProjection)];
        await using var service = await SubscriberHarness.StartAsync(_folder, types);
        var head = await service.SaveAsync(Jar.WithEvents(300), Jar.WithEvents(300));
        await service.ReachAsync("opened", head);

        Assert.Equal([1, 301], service.Probe.PositionsOf<OpenedProjection>());
        Assert.Equal(600, Checkpoint(_folder.ReadModelOf("opened")));
    }

    [Fact]
    public async Task It_catches_up_in_batches_and_one_instance_serves_a_batch()
    {
        await StoreAsync(1_000);
        await using var service = await SubscriberHarness.StartAsync(_folder, JarProjection.Types);
        await service.ReachAsync(JarProjection.Name, 1_000);

        var handled = service.Probe.Of<JarProjection>();
        Assert.Equal(Positions(1, 1_000), handled.Select(one => one.Stored.Position));
        Assert.Equal([256, 256, 256, 232], handled.GroupBy(one => one.Subscriber, ReferenceEqualityComparer.Instance).Select(batch => batch.Count()));
        Assert.Equal(4, service.Probe.InstancesOf<JarProjection>());
    }

    [Fact]
    public async Task After_a_restart_it_goes_on_from_its_checkpoint()
    {
        await using (var before = await SubscriberHarness.StartAsync(_folder, JarProjection.Types))
            await before.ReachAsync(JarProjection.Name, await before.SaveAsync(Jar.WithEvents(5)));
        await StoreAsync(3);

        await using var after = await SubscriberHarness.StartAsync(_folder, JarProjection.Types);
        await after.ReachAsync(JarProjection.Name, await after.SaveAsync(Jar.Open()));
        Assert.Equal([6, 7, 8, 9], after.Probe.PositionsOf<JarProjection>());
        Assert.Equal(Positions(1, 9), await after.UseAsync((JarTables tables) => tables.HandledPositionsAsync()));
    }

    [Fact]
    public async Task Rows_and_checkpoint_are_saved_together_or_not_at_all()
    {
        Type[] types = [typeof(Jar), typeof(HastyTables), typeof(HastyProjection)];
        await StoreAsync(3);
        var clock = new PausedClock();
        var probe = new Probe { Interfere = (_, stored) => stored.Position == 3 ? throw new InvalidOperationException("The third.") : Task.CompletedTask };
        await using var service = await SubscriberHarness.StartAsync(_folder, types, clock, probe);

        var pause = await clock.NextPauseAsync();
        Assert.Equal([1, 2, 3], probe.TriedBy<HastyProjection>());
        Assert.Empty(await service.UseAsync((HastyTables tables) => tables.Handled.ToListAsync()));
        Assert.Equal(0, Checkpoint(_folder.ReadModelOf("hasty")));

        clock.Advance(pause);
        await clock.NextPauseAsync();
        Assert.Equal([1, 2], await service.UseAsync((HastyTables tables) => tables.Handled.Select(row => row.Position).ToListAsync()));
        Assert.Equal(2, Checkpoint(_folder.ReadModelOf("hasty")));
    }

    [Fact]
    public async Task A_service_stops_while_a_projection_has_much_to_catch_up_with_and_loses_nothing()
    {
        await StoreAsync(1_000);
        var begun = new TaskCompletionSource();
        var probe = new Probe { Interfere = (_, stored) => Task.FromResult(stored.Position == 300 && begun.TrySetResult()) };
        await using (await SubscriberHarness.StartAsync(_folder, JarProjection.Types, probe: probe)) await begun.Task.WaitAsync(SubscriberHarness.Deadline);

        await using var after = await SubscriberHarness.StartAsync(_folder, JarProjection.Types);
        await after.ReachAsync(JarProjection.Name, 1_000);
        Assert.Equal(Positions(1, 1_000), await after.UseAsync((JarTables tables) => tables.HandledPositionsAsync()));
    }

    private async Task StoreAsync(int events)
    {
        await using var service = SubscriberHarness.Prepare(_folder, [typeof(Jar)]);
        await service.SaveAsync(Jar.WithEvents(events));
    }

    private static long Checkpoint(string readModel) => SubscriberFolder.Number(readModel, "SELECT Position FROM Checkpoints");

    private static IEnumerable<long> Positions(long first, long last) => Enumerable.Range((int)first, (int)(last - first + 1)).Select(position => (long)position);

    internal sealed class OpenedTables(DbContextOptions<OpenedTables> options) : ReadModelContext(options);

    [Projection("opened")]
    internal sealed class OpenedProjection(OpenedTables tables, Probe probe) : INotificationHandler<StoredEvent<Jar.Opened>>
    {
        public Task Handle(StoredEvent<Jar.Opened> stored, CancellationToken cancellation)
        {
            Assert.NotNull(tables.Database.CurrentTransaction);
            return probe.HandleAsync(this, stored);
        }
    }

    internal sealed class HastyTables(DbContextOptions<HastyTables> options) : ReadModelContext(options)
    {
        public DbSet<HandledRow> Handled => Set<HandledRow>();
    }

    /// <summary>Sends its rows to the database before it fails.</summary>
    [Projection("hasty")]
    internal sealed class HastyProjection(HastyTables tables, Probe probe) : INotificationHandler<StoredEvent>
    {
        public async Task Handle(StoredEvent stored, CancellationToken cancellation)
        {
            tables.Handled.Add(new HandledRow { Position = stored.Position });
            await tables.SaveChangesAsync(cancellation);
            await probe.HandleAsync(this, stored);
        }
    }
}
