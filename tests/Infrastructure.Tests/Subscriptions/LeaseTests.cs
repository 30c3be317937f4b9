using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using CleanES.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace CleanES.Infrastructure.Tests.Subscriptions;

public sealed class LeaseTests : IDisposable
{
    private static readonly Type[] Types = [.. JarProjection.Types, typeof(JarHistorian)];

    private readonly SubscriberFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_subscriber_runs_in_one_process_and_in_the_other_when_that_stops()
    {
        var one = await SubscriberHarness.StartAsync(_folder, Types);
        await one.ReachAsync(JarHistorian.Name, await one.SaveAsync(Jar.Open()));
        await using var two = await SubscriberHarness.StartAsync(_folder, Types);
        await two.SaveAsync(Jar.Open());
        await one.IsEventuallyAsync(JarHistorian.Name, status => status.Position == 2);
        await one.DisposeAsync();
        await two.ReachAsync(JarHistorian.Name, await two.SaveAsync(Jar.Open()));
        await two.ReachAsync(JarProjection.Name, 3);

        Assert.Equal([1, 2], one.Probe.PositionsOf<JarHistorian>());
        Assert.Equal([3], two.Probe.PositionsOf<JarHistorian>());
        Assert.Equal([1, 2, 3], await two.UseAsync((JarTables tables) => tables.HandledPositionsAsync()));
    }

    [Fact]
    public async Task One_that_died_loses_its_subscribers_at_once()
    {
        await TakeAsync("deceased", isAlive: false);
        var clock = new PausedClock();      // no lease runs out
        await using var service = await SubscriberHarness.StartAsync(_folder, Types, clock);
        await service.ReachAsync(JarHistorian.Name, await service.SaveAsync(Jar.Open()));
    }

    [Fact]
    public async Task One_that_is_silent_for_longer_than_its_lease_loses_its_subscribers_and_what_it_still_does_is_refused()
    {
        using var silent = await TakeAsync("silent", isAlive: true);
        var clock = new FakeTimeProvider();
        await using var service = SubscriberHarness.Prepare(_folder, Types, clock);
        await service.SaveAsync(Jar.Open());
        await service.StartAsync();
        await Eventually.IsSoAsync(() =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(500));
            return service.Probe.PositionsOf<JarHistorian>().Count == 1;
        });

        Assert.True(clock.GetUtcNow() - new FakeTimeProvider().GetUtcNow() > new SubscriberSettings().LeaseTime);
        var late = service.Get<JournalWriter>().AppendAsync(new Append([], new CheckpointMove(JarHistorian.Name, 1, 2, Guid.NewGuid(), Epoch: 1)));
        await Assert.ThrowsAsync<LostLeaseException>(() => late);
    }

    [Fact]
    public async Task One_that_gives_signs_of_life_keeps_them_whatever_its_clock_says()
    {
        using var living = await TakeAsync("living", isAlive: true);
        var clock = new PausedClock();
        await using var service = SubscriberHarness.Prepare(_folder, Types, clock);
        await service.SaveAsync(Jar.Open());
        await service.StartAsync();
        for (var beat = 0; beat < 60; beat++)
        {
            for (var looked = 0; looked < 2; looked++) await clock.NextPauseAsync();
            SubscriberFolder.Execute(_folder.Journal, "UPDATE subscriber SET beat = beat + 1");
            clock.Advance(TimeSpan.FromMilliseconds(500));
        }

        Assert.Empty(service.Probe.TriedBy<JarHistorian>());
        Assert.Equal("living", SubscriberFolder.Text(_folder.Journal, $"SELECT owner FROM subscriber WHERE name = '{JarHistorian.Name}'"));
    }

    [Fact]
    public async Task A_read_model_that_has_seen_later_owners_than_the_journal_knows_is_taken_over_all_the_same()
    {
        await using (var before = await SubscriberHarness.StartAsync(_folder, Types)) await before.ReachAsync(JarProjection.Name, await before.SaveAsync(Jar.Open()));
        SubscriberFolder.Execute(_folder.ReadModelOf(JarProjection.Name), "UPDATE Checkpoints SET Epoch = 1000");

        await using var after = await SubscriberHarness.StartAsync(_folder, Types);
        await after.ReachAsync(JarProjection.Name, await after.SaveAsync(Jar.Open()));
        Assert.True(SubscriberFolder.Number(_folder.Journal, "SELECT max(epoch) FROM subscriber") > 1000);
    }

    [Fact]
    public async Task At_its_end_a_process_gives_its_subscribers_back_and_leaves_no_file()
    {
        await using (var service = await SubscriberHarness.StartAsync(_folder, Types)) await service.ReachAsync(JarHistorian.Name, await service.SaveAsync(Jar.Open()));

        Assert.Equal(0, SubscriberFolder.Number(_folder.Journal, "SELECT count(*) FROM subscriber WHERE owner IS NOT NULL"));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_folder.Journal)!, "*process*"));
    }

    /// <summary>Lets a process have taken all subscribers.</summary>
    /// <returns>Its sign of life.</returns>
    private async Task<IDisposable> TakeAsync(string process, bool isAlive)
    {
        await using var service = await SubscriberHarness.StartAsync(_folder, Types);
        foreach (var name in new[] { JarProjection.Name, JarHistorian.Name }) await service.IsEventuallyAsync(name, status => status.State == "running");
        var alive = service.Get<IJournalDatabase>().ShowAlive(process);
        if (!isAlive) alive.Dispose();
        await service.DisposeAsync();
        SubscriberFolder.Execute(_folder.Journal, $"UPDATE subscriber SET owner = '{process}'");
        return alive;
    }
}
