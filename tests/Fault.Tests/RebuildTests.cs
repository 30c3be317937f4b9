using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

public sealed class RebuildTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
{
    [Fact]
    public async Task Read_models_built_anew_while_changes_arrive_lose_and_repeat_nothing_and_are_read_all_the_time()
    {
        const int rounds = 3;
        await using var service = await Service.StartAsync(FilesWithFaults);
        await using var load = Workload.Start(service, Told, Clients);
        await Told.AcknowledgeAsync(500);

        using var done = new CancellationTokenSource();
        var reading = ReadAsync(service, done.Token);
        var inFlight = 0;
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var feature in Told.Features) Subscribers.Rebuild(FilesWithFaults, feature.Projection);
            inFlight += await load.SomeInFlightAsync();
            await Eventually.IsSoAsync("all are built anew", () => Told.Features.All(feature => Subscribers.Generation(FilesWithFaults, feature.Projection) == round));
            await Told.AcknowledgeAsync(100);
        }

        await done.CancelAsync();
        Say($"{await reading} lists were read meanwhile");
        await load.StopAsync();
        Report("read models built anew under load", rounds, inFlight, await Check.AllAsync(FilesWithFaults, Told, service));
    }

    /// <returns>How many lists were read: each was found, and never an empty one.</returns>
    private async Task<int> ReadAsync(Service service, CancellationToken stop)
    {
        for (var read = 0; ; read++)
        {
            foreach (var feature in Told.Features) Assert.NotEmpty(await feature.ListAsync(service.Client, position: null));
            if (stop.IsCancellationRequested) return read * Told.Features.Count;
        }
    }
}
