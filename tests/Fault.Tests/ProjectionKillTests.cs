using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

public sealed class ProjectionKillTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
{
    /// <summary>A transaction's writes go to the log at its end, two for each page; the last page's make it valid.</summary>
    [Fact]
    public async Task A_service_killed_between_the_writes_of_a_projection_handles_each_event_once()
    {
        int[] writes = [2, 3, 4, 5, 6, 7, 8];
        var rounds = Told.Features.Count * writes.Length;
        var inFlight = 0;
        var within = 0;
        var check = new Check(0, 0, 0);
        var service = await Service.StartAsync(Files);
        await using (Workload.Start(service, Told, Clients)) await Told.AcknowledgeAsync(100);
        foreach (var feature in Told.Features)
        {
            foreach (var write in writes)
            {
                var (requests, diedWithin) = await DieAtWriteAsync(service, feature, write);
                inFlight += requests;
                within += diedWithin ? 1 : 0;
                await service.DisposeAsync();

                service = await Service.StartAsync(Files);
                check = await Check.AllAsync(Files, Told, service);
            }
        }

        await service.DisposeAsync();
        Assert.True(2 * within > rounds, $"Only {within} of {rounds} times the process died within a transaction.");
        Report("killed within a projection's commit", rounds, inFlight, check);
    }

    /// <returns>How many requests were in flight, and whether a part of a transaction had been written.</returns>
    private async Task<(int InFlight, bool Within)> DieAtWriteAsync(Service service, ITraffic feature, int write)
    {
        var log = Path.Combine(Folder, $"{feature.Projection}-{write}.strace");
        var options = new Strace.Options(log, "pwrite64", [Files.LogOf(feature.Projection)], $"pwrite64:signal=SIGKILL:when={write}");
        await using var strace = await Strace.AttachAsync(service, options);
        await using var load = Workload.Start(service, Told, Clients);
        var inFlight = KillTests.Some(await load.CutOffAsync(), $"write {write}");
        await strace.EndAsync();

        var calls = Strace.Read(log);
        var killed = calls.Where(call => call.Result is null).MaxBy(call => calls.Count(one => one.Thread == call.Thread))!;    // another one may have been under way
        var open = calls.Where(call => call.Thread == killed.Thread && call != killed).Reverse().TakeWhile(call => !IsEndOfCommit(calls, call)).Count();
        Say($"{feature.Projection}: write {write} of a thread was the last, after {open} of its transaction");
        return (inFlight, open > 0);
    }

    /// <summary>The page that follows the head of a transaction's last page.</summary>
    private static bool IsEndOfCommit(IReadOnlyList<Call> calls, Call call)
    {
        var own = calls.Where(one => one.Thread == call.Thread).ToList();
        var index = own.IndexOf(call);
        return index > 0 && own[index - 1].IsCommit;
    }
}
