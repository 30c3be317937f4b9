using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

public sealed class KillTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
{
    [Fact]
    public async Task A_service_killed_under_load_has_stored_what_it_acknowledged()
    {
        const int rounds = 20;
        var inFlight = 0;
        var check = new Check(0, 0, 0);
        var service = await Service.StartAsync(FilesWithLedger);
        for (var round = 1; round <= rounds; round++)
        {
            await using var load = Workload.Start(service, Told, Clients);
            await Told.AcknowledgeAsync(150);
            inFlight += Some(await load.KillAsync(service), $"round {round}");
            await service.DisposeAsync();

            service = await Service.StartAsync(FilesWithLedger);
            check = await Check.AllAsync(FilesWithLedger, Told, service);
        }

        await service.DisposeAsync();
        Report("killed under load", rounds, inFlight, check);
    }

    /// <summary>A kill that hits no request would prove nothing.</summary>
    internal static int Some(int inFlight, string where)
    {
        Assert.True(inFlight > 0, $"{where}: no request was in flight at the kill.");
        return inFlight;
    }
}
