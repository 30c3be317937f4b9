using Microsoft.Data.Sqlite;
using SQLitePCL;
using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

public sealed class LeaseTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
{
    [Fact]
    public async Task A_process_that_is_stopped_loses_its_subscribers_and_disturbs_nobody_when_it_goes_on()
    {
        const int rounds = 3;
        var inFlight = 0;
        Service[] services = [await Service.StartAsync(FilesWithFaults), await Service.StartAsync(FilesWithFaults), await Service.StartAsync(FilesWithFaults)];
        var loads = services.Select(service => Workload.Start(service, Told, Clients / services.Length)).ToList();
        for (var round = 1; round <= rounds; round++)
        {
            await Told.AcknowledgeAsync(100);
            var owner = Subscribers.Owners(FilesWithFaults)[FaultyEffect.Name];
            var stopped = services.Single(service => service.HasOpen(Subscribers.LifeOf(owner, FilesWithFaults)));
            await SuspendAsync(stopped);
            inFlight += await loads[Array.IndexOf(services, stopped)].SomeInFlightAsync();

            await Eventually.IsSoAsync("others run its subscribers", () => !Subscribers.Owners(FilesWithFaults).Values.Contains(owner));
            await Told.AcknowledgeAsync(100);
            stopped.Resume();
        }

        await Told.AcknowledgeAsync(100);
        foreach (var load in loads) await load.DisposeAsync();
        Report("stopped past its lease and resumed", rounds, inFlight, await Check.AllAsync(FilesWithFaults, Told, services));
        foreach (var service in services) await service.DisposeAsync();
    }

    /// <summary>Outside every transaction: within one it would hold the lock of a file, and everybody would wait for it.</summary>
    private Task SuspendAsync(Service service) => Eventually.IsSoAsync("the process is stopped, and holds no lock", () =>
    {
        service.Suspend();
        if (Directory.GetFiles(Files.ReadModels, "*.db").Append(Files.Journal).All(CanBeWritten)) return true;

        service.Resume();
        return false;
    });

    private static bool CanBeWritten(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        raw.sqlite3_busy_timeout(connection.Handle, 200);     // for those who are not stopped
        return raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE") == raw.SQLITE_OK;
    }
}
