using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.Tests.Subscriptions;

/// <summary>After a process has died; what it leaves is written as it would be. Real ones die in the fault tests.</summary>
public sealed class CrashTests : IDisposable
{
    private static readonly Type[] Types = [.. JarProjection.Types, typeof(JarHistorian)];

    private readonly SubscriberFolder _folder = new();
    private readonly Probe _probe = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Events_are_handled_singly_one_subscriber_at_a_time_and_told_before()
    {
        await PrepareAsync(events: 20);
        Die(attempting: null);
        var (at, most) = (0, 0);
        List<bool> told = [];
        _probe.Interfere = async (subscriber, stored) =>
        {
            var name = subscriber == typeof(JarHistorian) ? JarHistorian.Name : "jars-%";
            var isTold = SubscriberFolder.Number(_folder.Journal, $"SELECT count(*) FROM subscriber WHERE name LIKE '{name}' AND attempting = {stored.Position}") == 1;
            lock (told) told.Add(isTold);
            if (!isTold) return;

            most = Math.Max(most, Interlocked.Increment(ref at));
            await Task.Yield();
            Interlocked.Decrement(ref at);
        };
        await using var service = await StartAsync();
        foreach (var name in new[] { JarProjection.Name, JarHistorian.Name }) await service.ReachAsync(name, 20);

        Assert.Equal(1, most);
        Assert.Equal(21, told.Count(isTold => isTold));     // all of a projection's batch; of an effect what it was at
    }

    [Fact]
    public async Task An_effect_parks_what_three_processes_died_of_and_others_do_not()
    {
        await PrepareAsync(events: 5);
        for (var death = 1; death <= 3; death++)
        {
            Die(attempting: 3);
            if (death < 3) TakeOver();
        }

        await using var service = await StartAsync();
        await service.ReachAsync(JarHistorian.Name, 5);

        var parked = await service.Get<ISubscriberTools>().ParkedAsync(JarHistorian.Name, default);
        Assert.Equal([3L, 4, 5], parked.Select(one => one.Position));
        Assert.StartsWith("DeadlyEventException: 3 processes died one after the other while they handled position 3.", parked[0].Error);
        Assert.Equal([1, 2], _probe.PositionsOf<JarHistorian>());
    }

    [Fact]
    public async Task A_projection_stops_there_also_after_a_clean_restart_until_a_person_says_so()
    {
        await PrepareAsync(events: 5);
        for (var death = 1; death <= 3; death++)
        {
            Die(attempting: 3);
            if (death < 3) TakeOver();
        }

        await using (var first = await StartAsync()) await first.IsEventuallyAsync(JarProjection.Name, status => status is { State: "stopped", Position: 2, NextAttempt: null });
        await using var second = await StartAsync();
        await second.ReachAsync(JarProjection.Name, 2);
        Assert.Equal("stopped", (await second.StatusOf(JarProjection.Name)).State);
        Assert.DoesNotContain(3, _probe.TriedBy<JarProjection>());

        await second.Get<ISubscriberTools>().RetryAsync(JarProjection.Name, null, default);
        await second.ReachAsync(JarProjection.Name, 5);
        Assert.Equal([1, 2, 3, 4, 5], _probe.PositionsOf<JarProjection>());
    }

    [Fact]
    public async Task A_rebuild_that_processes_die_of_stops_and_the_live_read_model_goes_on()
    {
        await PrepareAsync(events: 5);
        await using (var service = await StartAsync()) await service.ReachAsync(JarProjection.Name, 5);
        await using (var tool = SubscriberHarness.Prepare(_folder, Types)) await tool.Get<ISubscriberTools>().RebuildAsync(JarProjection.Name, default);
        for (var death = 1; death <= 3; death++)
        {
            Die(attempting: 3);
            if (death < 3) TakeOver();
        }

        await using var next = await StartAsync();
        await next.IsEventuallyAsync(JarProjection.Name, status => status.Rebuild is { Position: 2, Error: { } error } && error.StartsWith("DeadlyEventException", StringComparison.Ordinal));
        await next.ReachAsync(JarProjection.Name, await next.SaveAsync(Jar.Open()));
        Assert.Equal("running", (await next.StatusOf(JarProjection.Name)).State);
    }

    [Fact]
    public async Task What_was_only_once_at_work_when_a_process_died_is_handled()
    {
        await PrepareAsync(events: 3);
        Die(attempting: 1);
        await using (var first = await StartAsync()) await first.ReachAsync(JarHistorian.Name, 3);
        Assert.Equal([1, 2, 3], _probe.PositionsOf<JarHistorian>());
    }

    private Task<SubscriberHarness> StartAsync() => SubscriberHarness.StartAsync(_folder, Types, probe: _probe);

    private async Task PrepareAsync(int events)
    {
        await using (var first = await SubscriberHarness.StartAsync(_folder, Types))
            foreach (var name in new[] { JarProjection.Name, JarHistorian.Name }) await first.IsEventuallyAsync(name, status => status.State == "running");

        await using var before = SubscriberHarness.Prepare(_folder, [typeof(Jar)]);
        await before.SaveAsync(Jar.WithEvents(events));
    }

    /// <summary>As a process leaves it that dies.</summary>
    private void Die(long? attempting) => SubscriberFolder.Execute(
        _folder.Journal, $"UPDATE subscriber SET owner = 'deceased', epoch = epoch + 1, attempting = {attempting?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "NULL"}");

    /// <summary>A process takes over and dies before it has handled anything.</summary>
    private void TakeOver() => SubscriberFolder.Execute(_folder.Journal, "UPDATE subscriber SET crashed_at = attempting, crashes = crashes + 1, attempting = NULL");
}
