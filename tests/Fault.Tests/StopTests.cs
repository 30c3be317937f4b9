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
        var service = await Service.StartAsync(FilesWithFaults);
        for (var round = 1; round <= rounds; round++)
        {
            await using var load = Workload.Start(service, Told, Clients);
            await Told.AcknowledgeAsync(150);
            inFlight += await load.SomeInFlightAsync();
            service.Terminate();
            Assert.Equal(0, await service.EndAsync().WaitAsync(Grace));
            Assert.Empty(Subscribers.Owners(FilesWithFaults));
            Say($"round {round}: {await load.CutOffAsync()} requests were cut");
            await service.DisposeAsync();

            service = await Service.StartAsync(FilesWithFaults);
            check = await Check.AllAsync(FilesWithFaults, Told, service);
        }

        await service.DisposeAsync();
        Assert.Equal((0, 0), (check.UnknownStored, FaultyEffect.Repeats(FilesWithFaults)));     // what was begun was finished, and told
        Report("asked to end (SIGTERM)", rounds, inFlight, check);
    }

    [Fact]
    public async Task A_service_asked_to_end_while_an_effect_hangs_ends_well_and_in_time()
    {
        var patient = FilesWithFaults with { Settings = [.. FilesWithFaults.Settings, ("Subscribers__HandlerTimeout", "00:01:00")] };
        await using var service = await Service.StartAsync(patient);
        await using var load = Workload.Start(service, Told, Clients);
        await Told.AcknowledgeAsync(100);
        FaultyEffect.Fail(patient, FaultyEffect.Hangs);
        await Told.AcknowledgeAsync(100);
        var inFlight = await load.SomeInFlightAsync();
        service.Terminate();
        Assert.Equal(0, await service.EndAsync().WaitAsync(Grace));
        await load.CutOffAsync();
        Assert.Empty(Subscribers.Owners(patient));

        FaultyEffect.Heal(patient);
        await using var again = await Service.StartAsync(patient);
        Report("asked to end while an effect hangs", 1, inFlight, await Check.AllAsync(patient, Told, again));
    }
}
