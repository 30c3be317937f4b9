using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

public sealed class OlderCopyTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
{
    [Fact]
    public async Task A_journal_brought_back_from_an_older_copy_that_grew_past_a_checkpoint_stops_the_projection_until_it_is_reset()
    {
        var copy = Path.Combine(Folder, "copy.db");
        await WorkAsync(FilesWithFaults, Told);
        Copy(FilesWithFaults.Journal, copy);
        File.Copy(FilesWithFaults.Ledger!, $"{copy}-ledger");
        await WorkAsync(FilesWithFaults, new Told());
        var lost = Journal.Counter(FilesWithFaults);

        foreach (var file in new[] { Files.Journal, Files.JournalLog, $"{Files.Journal}-shm" }) File.Delete(file);
        File.Move(copy, Files.Journal);
        File.Move($"{copy}-ledger", FilesWithFaults.Ledger!, overwrite: true);
        var elsewhere = FilesWithFaults with { ReadModels = Path.Combine(Folder, "elsewhere") };
        while (Journal.Counter(FilesWithFaults) <= lost) await WorkAsync(elsewhere, Told);

        await using var service = await Service.StartAsync(FilesWithFaults);
        var projections = Told.Features.Select(feature => feature.Projection).ToList();
        await Eventually.IsSoAsync("the projections are stopped", async () =>
            (await service.SubscribersAsync()).Where(one => one.State == "stopped").Select(one => one.Name).Order().SequenceEqual(projections.Order()));
        foreach (var projection in projections)
        {
            Say(Subscribers.Error(FilesWithFaults, projection));
            Assert.EndsWith($": subscribers reset {projection}.", Subscribers.Error(FilesWithFaults, projection), StringComparison.Ordinal);
            Subscribers.Reset(FilesWithFaults, projection);
        }

        Report("an older copy brought back", 1, inFlight: 0, await Check.AllAsync(FilesWithFaults, Told, service));
    }

    /// <summary>Until everything is handled, and the service has ended.</summary>
    private static async Task WorkAsync(Files files, Told told)
    {
        await using var service = await Service.StartAsync(files);
        await using (Workload.Start(service, told, Clients)) await told.AcknowledgeAsync(200);
        await Check.SettledAsync(service, files);
        service.Terminate();
        Assert.Equal(0, await service.EndAsync());
    }

    private static void Copy(string journal, string copy)
    {
        using var from = new SqliteConnection($"Data Source={journal};Pooling=False");
        using var to = new SqliteConnection($"Data Source={copy};Pooling=False");
        from.Open();
        to.Open();
        from.BackupDatabase(to);
    }
}
