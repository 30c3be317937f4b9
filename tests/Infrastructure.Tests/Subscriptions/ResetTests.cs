using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.Tests.Subscriptions;

/// <summary>When the journal is not the one that a checkpoint was made with.</summary>
public sealed class ResetTests : IDisposable
{
    private static readonly Type[] Types = [.. JarProjection.Types, typeof(JarHistorian)];

    private readonly SubscriberFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_older_copy_that_grew_past_the_checkpoint_is_noticed_and_a_reset_builds_the_read_model_from_it()
    {
        await using (var before = await SubscriberHarness.StartAsync(_folder, Types)) await before.ReachAsync(JarProjection.Name, await before.SaveAsync(Jar.WithEvents(3)));
        var backup = _folder.CopyJournal();
        await using (var later = await SubscriberHarness.StartAsync(_folder, Types)) await later.ReachAsync(JarProjection.Name, await later.SaveAsync(Jar.Open(), Jar.Open()));
        _folder.BringBack(backup);

        await using var service = await SubscriberHarness.StartAsync(_folder, Types);
        await service.ReachAsync(JarHistorian.Name, await service.SaveAsync(Jar.WithEvents(5)));     // its checkpoint came back with the journal
        await service.IsEventuallyAsync(JarProjection.Name, status => status is { State: "stopped", Position: 5 }     // while the copy was shorter, for another reason
            && status.Error!.StartsWith("AnotherJournalException: The checkpoint is at position 5, where the journal has event ", StringComparison.Ordinal));
        Assert.EndsWith("Bring the right journal back, or let it go on with this one: subscribers reset jars.", (await service.StatusOf(JarProjection.Name)).Error);

        await service.Get<ISubscriberTools>().ResetAsync(JarProjection.Name, null, default);
        await service.ReachAsync(JarProjection.Name, 8);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], await service.UseAsync((JarTables tables) => tables.HandledPositionsAsync()));
    }

    [Theory]
    [InlineData(null, new long[] { 6 })]
    [InlineData(2L, new long[] { 3, 4, 5, 6 })]
    public async Task An_effect_whose_event_is_gone_stops_and_goes_on_after_the_position_that_a_person_says(long? position, long[] handled)
    {
        await using (var before = await SubscriberHarness.StartAsync(_folder, Types)) await before.ReachAsync(JarHistorian.Name, await before.SaveAsync(Jar.WithEvents(5)));
        SubscriberFolder.Execute(_folder.Journal, $"UPDATE effect_checkpoint SET event_id = '{Guid.NewGuid()}', position = 4");

        var probe = new Probe();
        await using var service = await SubscriberHarness.StartAsync(_folder, Types, probe: probe);
        await service.IsEventuallyAsync(JarHistorian.Name, status => status is { State: "stopped", Position: 4 });
        await service.Get<ISubscriberTools>().ResetAsync(JarHistorian.Name, position, default);
        await service.ReachAsync(JarHistorian.Name, await service.SaveAsync(Jar.Open()));

        Assert.Equal(handled, probe.PositionsOf<JarHistorian>());
        if (position is null) Assert.Equal("skipped", (await service.Get<ISubscriberTools>().WhyAsync(JarHistorian.Name, 5, default)).Fate);
    }

    [Fact]
    public async Task A_projection_can_be_reset_before_there_is_any_read_model()
    {
        await using var service = SubscriberHarness.Prepare(_folder, Types);
        await service.Get<ISubscriberTools>().ResetAsync(JarProjection.Name, null, default);
        Assert.Equal("waiting", (await service.StatusOf(JarProjection.Name)).State);
    }

    [Fact]
    public async Task An_effect_that_fits_its_journal_loses_nothing_by_a_reset()
    {
        var probe = new Probe();
        await using var service = await SubscriberHarness.StartAsync(_folder, Types, probe: probe);
        await service.ReachAsync(JarHistorian.Name, await service.SaveAsync(Jar.Open()));
        await service.Get<ISubscriberTools>().PauseAsync(JarHistorian.Name, default);
        await service.SaveAsync(Jar.Open());
        await service.Get<ISubscriberTools>().ResetAsync(JarHistorian.Name, null, default);
        await service.Get<ISubscriberTools>().ResumeAsync(JarHistorian.Name, default);
        await service.ReachAsync(JarHistorian.Name, 2);

        Assert.Equal([1, 2], probe.PositionsOf<JarHistorian>());
    }

    [Fact]
    public async Task What_would_wait_for_a_reset_is_refused_and_says_so()
    {
        await using (var before = await SubscriberHarness.StartAsync(_folder, Types)) await before.ReachAsync(JarProjection.Name, await before.SaveAsync(Jar.WithEvents(3)));
        _folder.DeleteJournal();
        await using var service = await SubscriberHarness.StartAsync(_folder, Types);
        await service.IsEventuallyAsync(JarProjection.Name, status => status.State == "stopped");

        var tools = service.Get<ISubscriberTools>();
        foreach (var act in new[] { () => tools.RebuildAsync(JarProjection.Name, default), () => tools.SkipAsync(JarProjection.Name, 4, "No.", default) })
            Assert.EndsWith("subscribers reset jars.", (await Assert.ThrowsAsync<ToolRefusedException>(act)).Message);
    }

    [Fact]
    public async Task A_position_that_cannot_be_is_refused()
    {
        await using var service = await SubscriberHarness.StartAsync(_folder, Types);
        await service.SaveAsync(Jar.Open());
        foreach (var (subscriber, position) in new[] { (JarProjection.Name, 0L), (JarHistorian.Name, 2), (JarHistorian.Name, -1) })
            await Assert.ThrowsAsync<ToolRefusedException>(() => service.Get<ISubscriberTools>().ResetAsync(subscriber, position, default));
    }
}
