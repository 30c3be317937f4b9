using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

public sealed class TwoProcessesTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
{
    [Fact]
    public async Task One_of_two_services_on_a_file_is_killed_and_the_other_goes_on()
    {
        const int rounds = 3;
        var inFlight = 0;
        var check = new Check(0, 0, 0);
        var one = await Service.StartAsync(FilesWithLedger);
        await using var other = await Service.StartAsync(FilesWithLedger);
        await using var load = Workload.Start(other, Told, Clients / 2);
        for (var round = 1; round <= rounds; round++)
        {
            await using var killed = Workload.Start(one, Told, Clients / 2);
            await Told.AcknowledgeAsync(200);
            inFlight += KillTests.Some(await killed.KillAsync(one), $"round {round}");
            await one.DisposeAsync();
            await Told.AcknowledgeAsync(200);

            one = await Service.StartAsync(FilesWithLedger);
        }

        await using (Workload.Start(one, Told, Clients / 2)) await Told.AcknowledgeAsync(200);
        await load.StopAsync();
        check = await Check.AllAsync(FilesWithLedger, Told, one, other);
        await one.DisposeAsync();
        Report("one of two processes killed", rounds, inFlight, check);
    }
}
