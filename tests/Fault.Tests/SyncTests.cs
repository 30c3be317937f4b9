using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

public sealed class SyncTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
{
    private const string Network = "recvfrom,recvmsg,read,sendto,sendmsg,write,writev";
    private const string Disk = "pwrite64,fsync,fdatasync";

    /// <summary>
    /// Nobody can ask another process for its pragmas; what they do can be seen. With <c>synchronous=FULL</c> every commit, of whichever
    /// connection, is followed by a sync of the log; with less only now and then.
    /// </summary>
    [Fact]
    public async Task Every_transaction_on_the_journal_ends_with_a_sync_of_its_log()
    {
        var log = Path.Combine(Folder, "commits.strace");
        await using (var service = await Service.StartAsync(Files, new Strace.Options(log, Disk, [Files.Journal, Files.JournalLog])))
        {
            await using (Workload.Start(service, Told, Clients)) await Told.AcknowledgeAsync(300);
            Report("every commit synced", 1, inFlight: 0, await Check.AllAsync(Files, Told, service));
        }

        var calls = Strace.Read(log).Where(call => call.Path == Files.JournalLog).ToList();
        var commits = Enumerable.Range(0, calls.Count).Where(index => calls[index].IsCommit).ToList();
        Assert.True(commits.Count > 10, $"Only {commits.Count} commits were seen.");
        Say($"{commits.Count} commits, each synced");
        foreach (var commit in commits)
        {
            Assert.True(calls[commit + 1].IsWrite && calls[commit + 1].Result > 0, $"After the head of a page came {calls[commit + 1]}.");
            Assert.True(calls[commit + 2].IsSync && calls[commit + 2].Result == 0, $"After a commit came {calls[commit + 2]}.");
        }
    }

    [Fact]
    public async Task Between_a_request_and_its_answer_lies_a_sync_of_the_journal()
    {
        var log = Path.Combine(Folder, "answers.strace");
        await using (var service = await Service.StartAsync(Files))
        {
            await using (await Strace.AttachAsync(service, new Strace.Options(log, $"{Network},{Disk}", [])))
            await using (Workload.Start(service, Told, clients: 1)) await Told.AcknowledgeAsync(20);
            Report("synced before the answer", 1, inFlight: 0, await Check.AllAsync(Files, Told, service));
        }

        var answers = 0;
        bool? synced = null;
        foreach (var call in Strace.Read(log))
        {
            if (call.Says("POST /") || call.Says("PUT /") || call.Says("DELETE /")) synced = false;
            if (synced is not null && call is { IsSync: true, Result: 0 } && call.Path == Files.JournalLog) synced = true;
            if (!call.Says("HTTP/1.1 20") || synced is null) continue;

            Assert.True(synced, "An answer was written before the journal was synced.");
            (synced, answers) = (null, answers + 1);
        }

        Assert.Equal(Told.Acknowledged.Count, answers);
    }
}
