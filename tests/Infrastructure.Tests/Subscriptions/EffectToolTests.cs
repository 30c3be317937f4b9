using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.Tests.Subscriptions;

public sealed class EffectToolTests : IDisposable
{
    private readonly SubscriberFolder _folder = new();
    private readonly Probe _probe = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_effect_that_is_reset_to_before_what_it_has_parked_handles_that_in_its_turn()
    {
        _probe.Interfere = (_, stored) => stored.Position == 2 ? throw new InvalidOperationException("No jars today.") : Task.CompletedTask;
        await using var service = SubscriberHarness.Prepare(
            _folder, [typeof(Jar), typeof(JarHistorian)], probe: _probe,
            alter: services => services.AddSingleton(new SubscriberSettings { Attempts = 2, FirstPause = TimeSpan.FromMilliseconds(1) }));
        await service.StartAsync();
        await service.ReachAsync(JarHistorian.Name, await service.SaveAsync(Jar.WithEvents(3), Jar.Open()));
        Assert.Equal([2, 3], await ParkedAsync(service));

        _probe.Interfere = (_, _) => Task.CompletedTask;
        await service.Get<ISubscriberTools>().ResetAsync(JarHistorian.Name, 1, default);
        await service.IsEventuallyAsync(JarHistorian.Name, status => status is { State: "running", Position: 4 });
        Assert.Empty(await ParkedAsync(service));
        Assert.Equal([1, 4, 2, 3, 4], _probe.PositionsOf<JarHistorian>());
    }

    [Fact]
    public async Task Where_an_effect_begins_that_is_new_is_left_to_the_service()
    {
        await using var service = SubscriberHarness.Prepare(_folder, [typeof(Jar), typeof(JarHerald)]);
        await service.SaveAsync(Jar.Open());
        SubscriberFolder.Execute(_folder.Journal, "DELETE FROM effect_checkpoint; DELETE FROM subscriber");

        var tools = service.Get<ISubscriberTools>();
        Assert.All(
            [
                await Assert.ThrowsAsync<ToolRefusedException>(() => tools.PauseAsync(JarHerald.Name, default)),
                await Assert.ThrowsAsync<ToolRefusedException>(() => tools.RetryAsync(JarHerald.Name, null, default)),
                await Assert.ThrowsAsync<ToolRefusedException>(() => tools.WhyAsync(JarHerald.Name, 1, default)),
            ],
            refused => Assert.Equal("jar-herald has not begun in this journal. Start the service once.", refused.Message));
        Assert.Equal("waiting", (await service.StatusOf(JarHerald.Name)).State);
        Assert.Equal(0, SubscriberFolder.Number(_folder.Journal, "SELECT count(*) FROM subscriber"));
    }

    private static async Task<IEnumerable<long>> ParkedAsync(SubscriberHarness service) =>
        (await service.Get<ISubscriberTools>().ParkedAsync(JarHistorian.Name, default)).Select(one => one.Position);
}
