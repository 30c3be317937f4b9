using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

public sealed class ReadOnlyTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
{
    /// <summary>
    /// A disk that the kernel makes read-only after an error answers EROFS to writes through open files too. No command does that to a
    /// disk in use, so those calls are answered by strace, while a read-only mount covers the disk for files that are opened.
    /// </summary>
    [Fact]
    public async Task A_journal_that_becomes_read_only_refuses_changes_until_it_can_be_written()
    {
        using var disk = Tmpfs.Mount(megabytes: 64);
        var files = Files with { Journal = Path.Combine(disk.Folder, "journal.db") };
        await using var service = await Service.StartAsync(files);
        await using var load = Workload.Start(service, Told, Clients);
        await Told.AcknowledgeAsync(200);

        const string calls = "pwrite64,ftruncate,fallocate";
        var log = Path.Combine(Folder, "read-only.strace");
        disk.CoverReadOnly();
        await using (await Strace.AttachAsync(service, new Strace.Options(log, calls, [files.Journal, files.JournalLog], $"{calls}:error=EROFS")))
        {
            await Told.RefuseAsync(3 * Clients);
            foreach (var feature in Told.Features) Assert.NotEmpty(await feature.ListAsync(service.Client, position: null));
        }

        Assert.Contains(Strace.Read(log), call => call.Result == -1);
        disk.Uncover();
        await Told.AcknowledgeAsync(200);
        await load.StopAsync();
        Report("journal read-only", 1, inFlight: 0, await Check.AllAsync(files, Told, service));
    }

    [Fact]
    public async Task A_service_whose_journal_is_read_only_refuses_to_start_in_one_line()
    {
        using var disk = Tmpfs.Mount(megabytes: 64);
        var files = Files with { Journal = Path.Combine(disk.Folder, "journal.db") };
        var service = await Service.StartAsync(files);
        await using var load = Workload.Start(service, Told, Clients);
        await Told.AcknowledgeAsync(200);
        var inFlight = KillTests.Some(await load.KillAsync(service), "before");
        await service.DisposeAsync();

        disk.Remount("ro");
        await using (var refused = Service.Launch(files))
        {
            Assert.Equal(1, await refused.EndAsync());
            Say(refused.Output);
            Assert.DoesNotContain('\n', refused.Output);
            Assert.StartsWith($"The journal {files.Journal} is read-only.", refused.Output, StringComparison.Ordinal);
        }

        disk.Remount("rw");
        await using var again = await Service.StartAsync(files);
        Report("journal read-only at start", 1, inFlight, await Check.AllAsync(files, Told, again));
    }
}
