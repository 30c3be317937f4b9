using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using CleanES.TestKit;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.Tests.Subscriptions;

public sealed class ParkingTests : IDisposable
{
    private static readonly Type[] Types = [typeof(Jar), typeof(JarHistorian), typeof(ShelfTables), typeof(ShelfProjection)];

    private readonly SubscriberFolder _folder = new();
    private readonly Probe _probe = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(JarHistorian.Name)]
    [InlineData(ShelfProjection.Name)]
    public async Task What_fails_again_and_again_is_parked_with_the_later_events_of_its_aggregate_and_the_others_go_on(string subscriber)
    {
        await using var service = await StartAsync();
        var (bad, good) = (Jar.Open(), Jar.Open());
        await service.ReachAsync(subscriber, await service.SaveAsync(bad, good));
        Break(bad.Id);
        bad.Fill(1);
        good.Fill(1);
        await service.SaveAsync(bad, good);
        bad.Fill(2);
        good.Fill(2);
        await service.ReachAsync(subscriber, await service.SaveAsync(bad, good));

        Assert.Equal((6, 2, "running"), await StandAsync(service, subscriber));
        var parked = await service.Get<ISubscriberTools>().ParkedAsync(subscriber, default);
        Assert.Equal([(3L, "jar_filled", bad.Id, 2, "InvalidOperationException: Broken."), (5L, "jar_filled", bad.Id, 0, null)],
            parked.Select(one => (one.Position, one.EventType, one.AggregateId, one.Attempts, one.Error)));
        Assert.Equal([1, 2, 4, 6], _probe.Of<object>().Where(one => NameOf(one) == subscriber).Select(one => one.Stored.Position));
    }

    [Theory]
    [InlineData(JarHistorian.Name)]
    [InlineData(ShelfProjection.Name)]
    public async Task Once_the_cause_is_gone_a_retry_handles_what_is_parked_in_order_and_later_events_flow_again(string subscriber)
    {
        await using var service = await StartAsync();
        var jar = await ParkAsync(service, subscriber, events: 4);
        _probe.Interfere = (_, _) => Task.CompletedTask;

        Assert.Equal(3, await service.Get<ISubscriberTools>().RetryAsync(subscriber, null, default));
        await service.IsEventuallyAsync(subscriber, status => status.Parked == 0);
        jar.Fill(9);
        await service.ReachAsync(subscriber, await service.SaveAsync(jar));

        Assert.Equal([1, 2, 3, 4, 5], _probe.Of<object>().Where(one => NameOf(one) == subscriber).Select(one => one.Stored.Position));
        if (subscriber == ShelfProjection.Name) Assert.Equal(15, await service.UseAsync((ShelfTables tables) => tables.Jars.SumAsync(row => row.Grams)));
    }

    [Theory]
    [InlineData(JarHistorian.Name)]
    [InlineData(ShelfProjection.Name)]
    public async Task A_retry_that_fails_again_leaves_everything_parked_in_order(string subscriber)
    {
        await using var service = await StartAsync();
        await ParkAsync(service, subscriber, events: 4);

        Assert.Equal(3, await service.Get<ISubscriberTools>().RetryAsync(subscriber, position: 3, default));
        await Eventually.IsSoAsync(async () => (await service.Get<ISubscriberTools>().ParkedAsync(subscriber, default))[0].Attempts == 3);

        var parked = await service.Get<ISubscriberTools>().ParkedAsync(subscriber, default);
        Assert.Equal([(2L, false), (3L, false), (4L, false)], parked.Select(one => (one.Position, one.IsRetried)));
        Assert.Equal([1], _probe.Of<object>().Where(one => NameOf(one) == subscriber).Select(one => one.Stored.Position));
    }

    [Theory]
    [InlineData(JarHistorian.Name)]
    [InlineData(ShelfProjection.Name)]
    public async Task One_that_is_skipped_is_given_up_with_its_reason_and_those_behind_it_are_handled(string subscriber)
    {
        await using var service = await StartAsync();
        await ParkAsync(service, subscriber, events: 4);
        Break(at: 2);

        await service.Get<ISubscriberTools>().SkipAsync(subscriber, 2, "A test jar.", default);
        await service.IsEventuallyAsync(subscriber, status => status.Parked == 0);

        Assert.Equal([1, 3, 4], _probe.Of<object>().Where(one => NameOf(one) == subscriber).Select(one => one.Stored.Position));
        var fate = await service.Get<ISubscriberTools>().WhyAsync(subscriber, 2, default);
        Assert.Equal("skipped", fate.Fate);
        Assert.EndsWith(": A test jar.", fate.Why);
    }

    [Theory]
    [InlineData("jar_smashed", 1, "{}", "event type jar_smashed of jar is unknown")]
    [InlineData("jar_opened", 99, """{"label":"plum"}""", "jar_opened has version 99")]
    [InlineData("jar_opened", 1, """{"label":""", "the data of this jar_opened cannot be read")]
    public async Task An_event_that_cannot_be_read_is_parked_and_never_skipped(string eventType, int eventVersion, string eventData, string reason)
    {
        await using var service = await StartAsync();
        await service.SaveAsync(Jar.Open());
        _folder.Plant(2, eventType, eventVersion, eventData);
        await service.ReachAsync(JarHistorian.Name, await service.SaveAsync(Jar.Open()));

        var parked = Assert.Single(await service.Get<ISubscriberTools>().ParkedAsync(JarHistorian.Name, default));
        Assert.Equal(2, parked.Position);
        Assert.Contains(reason, parked.Error);
        Assert.Equal([1, 3], _probe.PositionsOf<JarHistorian>());
    }

    [Fact]
    public async Task What_could_not_be_read_is_tried_again_by_the_next_process_which_may_be_a_newer_version()
    {
        await using (var older = await StartAsync())
        {
            await older.SaveAsync(Jar.Open());
            _folder.Plant(2, "jar_opened", 2, """{"label":"plum"}""");
            await older.ReachAsync(JarHistorian.Name, await older.SaveAsync(Jar.Open()));
            Assert.Single(await older.Get<ISubscriberTools>().ParkedAsync(JarHistorian.Name, default));
        }

        await using var newer = await SubscriberHarness.StartImpatientAsync(_folder, [.. Types, typeof(LabelKept)], _probe);
        await newer.IsEventuallyAsync(JarHistorian.Name, status => status.Parked == 0);
        Assert.Equal([1, 3, 2], _probe.PositionsOf<JarHistorian>());
    }

    [Fact]
    public async Task A_handler_that_hangs_is_timed_out()
    {
        await using var service = await SubscriberHarness.StartImpatientAsync(_folder, Types, _probe, ("Subscribers:HandlerTimeout", "00:00:00.100"));
        using var never = new SemaphoreSlim(0);
        _probe.Interfere = (_, stored) => stored.Position == 1 ? never.WaitAsync() : Task.CompletedTask;
        await service.SaveAsync(Jar.Open());
        var head = await service.SaveAsync(Jar.Open());
        foreach (var subscriber in new[] { JarHistorian.Name, ShelfProjection.Name })
        {
            await service.ReachAsync(subscriber, head);
            var parked = Assert.Single(await service.Get<ISubscriberTools>().ParkedAsync(subscriber, default));
            Assert.Equal("TimeoutException: It did not end within 00:00:00.1000000, and goes on though it was told to end.", parked.Error);
        }
    }

    [Fact]
    public async Task No_event_is_parked_because_the_journal_cannot_be_reached()
    {
        await using var service = await StartAsync();
        var failures = 0;
        _probe.Interfere = (_, _) => ++failures > 20 ? Task.CompletedTask : throw new JournalUnavailableException("The journal is locked by another process.");
        await service.ReachAsync(JarHistorian.Name, await service.SaveAsync(Jar.Open()));

        Assert.Empty(await service.Get<ISubscriberTools>().ParkedAsync(JarHistorian.Name, default));
    }

    [Fact]
    public async Task A_query_that_waits_is_told_how_much_is_parked()
    {
        await using var service = await StartAsync();
        await ParkAsync(service, ShelfProjection.Name, events: 3);

        var parked = await service.UseAsync(async (IServiceProvider scope) =>
        {
            await scope.GetRequiredService<ReadModelProgress>().ReachAsync<ShelfTables>(3, default);
            return scope.GetRequiredService<ReadModelAnswer>().Parked;
        });
        Assert.Equal(2, parked);
    }

    private Task<SubscriberHarness> StartAsync() => SubscriberHarness.StartImpatientAsync(_folder, Types, _probe);

    /// <summary>Of a jar's events, all but the first are parked.</summary>
    private async Task<Jar> ParkAsync(SubscriberHarness service, string subscriber, int events)
    {
        var jar = Jar.Open();
        await service.ReachAsync(subscriber, await service.SaveAsync(jar));
        Break(jar.Id);
        for (var grams = 1; grams < events; grams++) jar.Fill(grams);
        await service.ReachAsync(subscriber, await service.SaveAsync(jar));
        Assert.Equal((events, events - 1, "running"), await StandAsync(service, subscriber));
        return jar;
    }

    private void Break(Guid jar) => _probe.Interfere = (_, stored) => stored.AggregateId == jar ? throw new InvalidOperationException("Broken.") : Task.CompletedTask;

    private void Break(long at) => _probe.Interfere = (_, stored) => stored.Position == at ? throw new InvalidOperationException("Broken.") : Task.CompletedTask;

    private static async Task<(long Position, long Parked, string State)> StandAsync(SubscriberHarness service, string subscriber)
    {
        var status = await service.StatusOf(subscriber);
        return (status.Position, status.Parked, status.State);
    }

    private static string NameOf(Handled handled) => handled.Subscriber is JarHistorian ? JarHistorian.Name : ShelfProjection.Name;

    [Upcaster("jar_opened", 1)]
    internal sealed class LabelKept : IUpcaster
    {
        public JsonObject Upcast(JsonObject data, EventEnvelope stored) => data;
    }

    internal sealed class ShelfTables(DbContextOptions<ShelfTables> options) : ReadModelContext(options)
    {
        public DbSet<JarRow> Jars => Set<JarRow>();
    }

    [Projection(Name, OnFailure = OnFailure.Park)]
    internal sealed class ShelfProjection(ShelfTables tables, Probe probe) : INotificationHandler<StoredEvent<Jar.Opened>>, INotificationHandler<StoredEvent<Jar.Filled>>
    {
        public const string Name = "shelf";

        public Task Handle(StoredEvent<Jar.Opened> stored, CancellationToken cancellation)
        {
            tables.Jars.Add(new JarRow { Id = stored.AggregateId });
            return probe.HandleAsync(this, stored);
        }

        public async Task Handle(StoredEvent<Jar.Filled> stored, CancellationToken cancellation)
        {
            (await tables.Jars.FindAsync([stored.AggregateId], cancellation))!.Grams += stored.Event.Grams;
            await probe.HandleAsync(this, stored);
        }
    }
}
