using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

public sealed class DiskFullTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
{
    [Fact]
    public async Task A_full_disk_under_the_journal_refuses_changes_until_there_is_room()
    {
        const int rounds = 3;
        using var disk = Tmpfs.Mount(megabytes: 64);
        var files = Files with { Journal = Path.Combine(disk.Folder, "journal.db") };
        await using var service = await Service.StartAsync(files);
        await using var load = Workload.Start(service, Told, Clients);
        for (var round = 1; round <= rounds; round++)
        {
            await Told.AcknowledgeAsync(200);
            disk.Fill();
            await Told.RefuseAsync(3 * Clients);
            foreach (var feature in Told.Features) Assert.NotEmpty(await feature.ListAsync(service.Client, position: null));
            disk.Free();
        }

        await Told.AcknowledgeAsync(200);
        await load.StopAsync();
        Report("disk full under the journal", rounds, inFlight: 0, await Check.AllAsync(files, Told, service));
    }

    [Fact]
    public async Task A_full_disk_under_the_read_models_stops_projections_and_nothing_else()
    {
        using var disk = Tmpfs.Mount(megabytes: 64);
        var files = Files with { ReadModels = disk.Folder };
        await using var service = await Service.StartAsync(files);
        await using var load = Workload.Start(service, Told, Clients);
        await Told.AcknowledgeAsync(200);

        disk.Fill();
        await Eventually.IsSoAsync("every projection is stopped", async () =>
            (await service.SubscribersAsync()).Where(one => Told.Features.Any(feature => feature.Projection == one.Name)).All(one => one.State == "stopped"));
        await Told.AcknowledgeAsync(400);
        foreach (var feature in Told.Features) Assert.NotEmpty(await feature.ListAsync(service.Client, position: null));
        Assert.Empty(Told.Refused);
        disk.Free();

        await Told.AcknowledgeAsync(200);
        await load.StopAsync();
        Report("disk full under the read models", 1, inFlight: 0, await Check.AllAsync(files, Told, service));
    }
}
