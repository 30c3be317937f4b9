using System.Text;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

public sealed partial class SyncTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
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

    /// <summary>
    /// A mark that a request brings is looked for in what is written to the log: the thread that wrote it must have synced the log before the answer. Syncs of
    /// others, such as effects' checkpoints, do not count.
    /// </summary>
    [Fact]
    public async Task Between_a_request_and_its_answer_its_event_is_written_and_synced()
    {
        const int wholePages = 4200;
        var log = Path.Combine(Folder, "answers.strace");
        await using (var service = await Service.StartAsync(Files))
        {
            await using (await Strace.AttachAsync(service, new Strace.Options(log, $"{Network},{Disk}", [], Bytes: wholePages)))
            await using (Workload.Start(service, Told, clients: 1)) await Told.AcknowledgeAsync(40);
            Report("synced before the answer", 1, inFlight: 0, await Check.AllAsync(Files, Told, service));
        }

        var answers = 0;
        string? mark = null, writer = null;
        var synced = false;
        foreach (var call in Strace.Read(log))
        {
            if (!call.IsWrite && Mark().Match(Encoding.UTF8.GetString(call.Data)) is { Success: true } asked) (mark, writer, synced) = (asked.Groups[1].Value, null, false);
            if (mark is null) continue;

            if (call.IsWrite && call.Path == Files.JournalLog && call.Says(mark)) writer = call.Thread;
            if (call is { IsSync: true, Result: 0 } && call.Path == Files.JournalLog && call.Thread == writer) synced = true;
            if (!call.Says("HTTP/1.1 20")) continue;

            Assert.True(synced, $"The answer to {mark} was written before its event was synced.");
            (mark, answers) = (null, answers + 1);
        }

        Say($"{answers} answers, each after the sync of its event");
        Assert.True(answers >= 10, $"Only {answers} answers were seen.");
    }

    [GeneratedRegex("\"(?:label|name)\":\"([0-9a-f]{32})\"")]
    private static partial Regex Mark();
}
