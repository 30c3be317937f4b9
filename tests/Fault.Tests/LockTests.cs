using System.Diagnostics;
using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

public sealed class LockTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
{
    private const long Flat = 48 << 20;
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(30);

    /// <summary>A change waits five seconds for the lock, and may have waited as long for the one before it to give up.</summary>
    private static readonly TimeSpan LongestRefusal = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_journal_locked_by_another_process_refuses_changes_until_it_is_free()
    {
        await using var service = await Service.StartAsync(Files);
        await using var load = Workload.Start(service, Told, Clients);
        await Told.AcknowledgeAsync(200);

        using (Journal.Lock(Files))
        {
            var held = Stopwatch.StartNew();
            await Told.RefuseAsync(2 * Clients);
            var (memory, files) = (service.ResidentBytes(), service.OpenFiles());
            await ReadsGoOnAsync(service);
            await Eventually.IsSoAsync($"{Held} are over", () => held.Elapsed > Held);
            Say($"refused {Told.Refused.Count}, the longest after {load.LongestRefusal}; memory {memory >> 20} MB, then {service.ResidentBytes() >> 20} MB; files {files}, then {service.OpenFiles()}");
            Assert.InRange(service.ResidentBytes(), 0, memory + Flat);
            Assert.InRange(service.OpenFiles(), 0, files + Clients);
        }

        await Told.AcknowledgeAsync(200);
        await load.StopAsync();
        Assert.InRange(load.LongestRefusal, TimeSpan.Zero, LongestRefusal);
        Report("journal locked for 30 s", 1, inFlight: 0, await Check.AllAsync(Files, Told, service));
    }

    [Fact]
    public async Task A_service_whose_journal_stays_locked_can_be_ended()
    {
        await using var service = await Service.StartAsync(Files);
        await using var load = Workload.Start(service, Told, Clients);
        await Told.AcknowledgeAsync(200);

        int inFlight;
        using (Journal.Lock(Files))
        {
            await Told.RefuseAsync(3 * Clients);
            inFlight = await load.SomeInFlightAsync();
            service.Terminate();
            Assert.Equal(0, await service.EndAsync());
            await load.CutOffAsync();
        }

        await using var again = await Service.StartAsync(Files);
        Report("journal locked for good, then SIGTERM", 1, inFlight, await Check.AllAsync(Files, Told, again));
    }

    /// <summary>A lock keeps out those who write.</summary>
    private async Task ReadsGoOnAsync(Service service)
    {
        Assert.True((await service.Client.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode);
        foreach (var feature in Told.Features) Assert.NotEmpty(await feature.ListAsync(service.Client, position: null));
    }
}
