using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

public sealed class UnreadableEventTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
{
    [Theory]
    [InlineData("vanished", "{}")]
    [InlineData(null, "{\"cut\": \"of")]
    public async Task An_event_that_nobody_can_read_stops_projections_is_set_aside_by_effects_and_is_passed_in_silence_by_none(string? type, string data)
    {
        await using var service = await Service.StartAsync(FilesWithFaults);
        await using var load = Workload.Start(service, Told, Clients);
        await Told.AcknowledgeAsync(200);
        var before = Journal.Read(FilesWithFaults);
        var planted = Journal.Plant(FilesWithFaults, type ?? before[0].EventType, data);
        Told.Planted.Add(planted);
        var inFlight = await load.SomeInFlightAsync();
        await Told.AcknowledgeAsync(200);
        await load.StopAsync();

        await Eventually.IsSoAsync("it is set aside", () => Subscribers.Parked(FilesWithFaults, FaultyEffect.Name).Count > 0);
        Assert.Equal([planted], Subscribers.Parked(FilesWithFaults, FaultyEffect.Name).Select(one => one.Position));
        var stopped = await StoppedAsync(service, planted, mayBePassed: type is null);
        foreach (var feature in stopped)
        {
            var shown = Journal.Read(FilesWithFaults).Take((int)planted - 1).ToList();
            Assert.Equal(feature.Fold(shown), await feature.ListAsync(service.Client, position: null));
            Assert.Contains($"{planted}", Subscribers.Error(FilesWithFaults, feature.Projection), StringComparison.Ordinal);
        }

        foreach (var subscriber in await service.SubscribersAsync())
            if (subscriber.Parked > 0 || subscriber.State == "stopped") Subscribers.Skip(FilesWithFaults, subscriber.Name, planted);
        await Eventually.IsSoAsync("who came to it later has set it aside, too", async () =>
        {
            foreach (var late in (await service.SubscribersAsync()).Where(one => one.Parked > 0)) Subscribers.Skip(FilesWithFaults, late.Name, planted);
            return (await service.SubscribersAsync()).All(one => one.Parked == 0 && one.Position == Journal.Counter(FilesWithFaults));
        });
        Report(type is null ? "a damaged event planted" : "an unknown event planted", 1, inFlight, await Check.AllAsync(FilesWithFaults, Told, service));
    }

    /// <summary>An event whose type is known concerns only those that handle it.</summary>
    private async Task<IReadOnlyList<ITraffic>> StoppedAsync(Service service, long planted, bool mayBePassed)
    {
        List<ITraffic> stopped = [];
        await Eventually.IsSoAsync("every projection is stopped before it, or needs not read it", async () =>
        {
            var health = await service.SubscribersAsync();
            var all = Told.Features.ToLookup(feature => health.Single(one => one.Name == feature.Projection) is { State: "stopped" } one && one.Position == planted - 1);
            stopped = [.. all[true]];
            return stopped.Count > 0 && all[false].All(feature => mayBePassed && health.Single(one => one.Name == feature.Projection).Position == Journal.Counter(FilesWithFaults));
        });
        return stopped;
    }
}
