using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

public sealed class StopTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
{
    /// <summary>What the host grants to requests that are under way; an orchestrator kills after as long.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_service_asked_to_end_under_load_ends_well_and_keeps_what_it_acknowledged()
    {
        const int rounds = 4;
        var inFlight = 0;
        var check = new Check(0, 0, 0);
        var service = await Service.StartAsync(FilesWithLedger);
        for (var round = 1; round <= rounds; round++)
        {
            await using var load = Workload.Start(service, Told, Clients);
            await Told.AcknowledgeAsync(150);
            inFlight += await load.SomeInFlightAsync();
            service.Terminate();
            Assert.Equal(0, await service.EndAsync().WaitAsync(Grace));
            Say($"round {round}: {await load.CutOffAsync()} requests were cut");
            await service.DisposeAsync();

            service = await Service.StartAsync(FilesWithLedger);
            check = await Check.AllAsync(FilesWithLedger, Told, service);
        }

        await service.DisposeAsync();
        Report("asked to end (SIGTERM)", rounds, inFlight, check);
    }
}
