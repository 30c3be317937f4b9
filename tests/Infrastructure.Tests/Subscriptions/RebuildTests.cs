using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.Tests.Subscriptions;

public sealed class RebuildTests : IDisposable
{
    private static readonly Type[] Types = [.. JarProjection.Types, typeof(JarHistorian)];

    private readonly SubscriberFolder _folder = new();
    private readonly Probe _probe = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_read_model_is_built_anew_beside_the_live_one_and_takes_its_place()
    {
        await using var service = await StartAsync();
        await service.ReachAsync(JarProjection.Name, await service.SaveAsync(Jar.WithEvents(600)));
        await service.ReachAsync(JarHistorian.Name, 600);
        var live = _folder.ReadModelOf(JarProjection.Name);
        SubscriberFolder.Execute(live, "UPDATE Jars SET Grams = -1");

        await RebuildAsync(service);

        Assert.Equal(600, await service.UseAsync((JarTables tables) => Task.FromResult(tables.Handled.Count())));
        Assert.Equal(Enumerable.Range(1, 599).Sum(), await service.UseAsync((JarTables tables) => Task.FromResult(tables.Jars.Single().Grams)));
        Assert.Equal(-1, SubscriberFolder.Number(live, "SELECT Grams FROM Jars"));
        Assert.Equal(600, _probe.PositionsOf<JarHistorian>().Count);    // an effect is never repeated
        await service.ReachAsync(JarProjection.Name, await service.SaveAsync(Jar.Open()));
        Assert.Equal(2, await service.UseAsync((JarTables tables) => Task.FromResult(tables.Jars.Count())));
    }

    [Fact]
    public async Task Meanwhile_the_live_one_goes_on_and_nothing_is_lost_or_repeated()
    {
        await using var service = await StartAsync();
        await service.SaveAsync(Jar.WithEvents(2000));
        await service.ReachAsync(JarProjection.Name, 2000);
        await service.Get<ISubscriberTools>().RebuildAsync(JarProjection.Name, default);
        while ((await service.StatusOf(JarProjection.Name)).Rebuild is not null) await service.ReachAsync(JarProjection.Name, await service.SaveAsync(Jar.Open()));

        var head = await service.Get<IJournal>().HeadAsync(default);
        await service.ReachAsync(JarProjection.Name, head);
        Assert.Equal(Enumerable.Range(1, (int)head).Select(position => (long)position), await service.UseAsync((JarTables tables) => tables.HandledPositionsAsync()));
    }

    [Fact]
    public async Task One_that_was_broken_off_goes_on_where_it_was()
    {
        await using (var service = await StartAsync())
        {
            await service.ReachAsync(JarProjection.Name, await service.SaveAsync(Jar.WithEvents(1000)));
            _probe.Interfere = (subscriber, stored) => subscriber == typeof(JarProjection) && stored.Position > 600 ? throw new InvalidOperationException("No.") : Task.CompletedTask;
            await service.Get<ISubscriberTools>().RebuildAsync(JarProjection.Name, default);
            await service.IsEventuallyAsync(JarProjection.Name, status => status.Rebuild is { Position: 600, Error: "InvalidOperationException: No." });
            Assert.Equal(("running", 1000L), ((await service.StatusOf(JarProjection.Name)).State, (await service.StatusOf(JarProjection.Name)).Position));
        }

        var probe = new Probe();
        await using var next = await SubscriberHarness.StartAsync(_folder, Types, probe: probe);
        await next.IsEventuallyAsync(JarProjection.Name, status => status.Rebuild is null);
        Assert.Equal(Enumerable.Range(601, 400).Select(position => (long)position), probe.PositionsOf<JarProjection>());
        Assert.Equal(1000, await next.UseAsync((JarTables tables) => Task.FromResult(tables.Handled.Count())));
    }

    [Fact]
    public async Task A_stopped_projection_is_mended_by_it()
    {
        await using var service = await StartAsync();
        var isBroken = true;
        _probe.Interfere = (subscriber, stored) => isBroken && subscriber == typeof(JarProjection) && stored.Position == 5 ? throw new InvalidOperationException("No.") : Task.CompletedTask;
        await service.SaveAsync(Jar.WithEvents(10));
        await service.IsEventuallyAsync(JarProjection.Name, status => status is { State: "stopped", Position: 4 });

        isBroken = false;
        await RebuildAsync(service);
        await service.ReachAsync(JarProjection.Name, 10);
        Assert.Equal(("running", null), ((await service.StatusOf(JarProjection.Name)).State, (await service.StatusOf(JarProjection.Name)).Error));
    }

    [Fact]
    public async Task Without_a_service_the_asking_process_does_it()
    {
        await using (var service = await StartAsync()) await service.ReachAsync(JarProjection.Name, await service.SaveAsync(Jar.WithEvents(300)));

        await using (var tool = SubscriberHarness.Prepare(_folder, Types)) await RebuildAsync(tool);

        await using var after = await StartAsync();
        await after.ReachAsync(JarProjection.Name, 300);
        Assert.Equal(300, SubscriberFolder.Number(_folder.ReadModelOf(JarProjection.Name).Replace(".db", "-g1.db", StringComparison.Ordinal), "SELECT count(*) FROM Handled"));
        Assert.Equal(300, await after.UseAsync((JarTables tables) => Task.FromResult(tables.Handled.Count())));
    }

    [Fact]
    public async Task An_effect_is_not_rebuilt()
    {
        await using var service = await StartAsync();
        var refused = await Assert.ThrowsAsync<ToolRefusedException>(() => service.Get<ISubscriberTools>().RebuildAsync(JarHistorian.Name, default));
        Assert.Equal("jar-historian is an effect: what it has done is not to be repeated.", refused.Message);
    }

    [Fact]
    public async Task What_no_projection_uses_any_more_is_pruned()
    {
        await using var service = await StartAsync();
        await service.ReachAsync(JarProjection.Name, await service.SaveAsync(Jar.Open()));
        var old = _folder.ReadModelOf(JarProjection.Name);
        await RebuildAsync(service);
        var gone = Path.Combine(Path.GetDirectoryName(old)!, "no-longer-here-0123abcd.db");
        var foreign = Path.Combine(Path.GetDirectoryName(old)!, "notes.db");
        foreach (var file in new[] { gone, foreign }) await File.WriteAllTextAsync(file, "");

        string[] unused = [old, gone];
        Assert.Equal(unused, await service.Get<ISubscriberTools>().PruneAsync(dryRun: true, default));
        Assert.True(File.Exists(old));
        Assert.Equal(unused, await service.Get<ISubscriberTools>().PruneAsync(dryRun: false, default));
        Assert.False(File.Exists(old) || File.Exists(gone));
        Assert.True(File.Exists(foreign));
        Assert.Equal(1, await service.UseAsync((JarTables tables) => Task.FromResult(tables.Jars.Count())));
    }

    private Task<SubscriberHarness> StartAsync() => SubscriberHarness.StartImpatientAsync(_folder, Types, _probe);

    private static async Task RebuildAsync(SubscriberHarness service)
    {
        var told = new List<RebuildStatus>();
        await service.Get<ISubscriberTools>().RebuildAsync(JarProjection.Name, default);
        await service.Get<ISubscriberTools>().FollowRebuildAsync(JarProjection.Name, new Told(told), default).WaitAsync(SubscriberHarness.Deadline);
        Assert.Equal(told[^1].Of, told[^1].Position);
    }

    private sealed class Told(List<RebuildStatus> told) : IProgress<RebuildStatus>
    {
        public void Report(RebuildStatus value) => told.Add(value);
    }
}
