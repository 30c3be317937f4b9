using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

public sealed class StartKillTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
{
    private const string Calls = "pwrite64,fsync,fdatasync,unlink";
    private const int MomentsOfAKind = 6;

    [Fact]
    public async Task A_service_killed_while_it_makes_its_journal_starts_the_next_time()
    {
        var moments = await MomentsAsync();
        Assert.True(moments.Count > MomentsOfAKind, "A start was found to write hardly anything.");

        var events = 0;
        foreach (var (call, number) in moments)
        {
            var files = In($"{call}-{number}");
            await DieAtAsync(files, call, number);

            await using var service = await Service.StartAsync(files);
            var told = new Told();
            await using (Workload.Start(service, told, clients: 2)) await told.AcknowledgeAsync(10);
            events += (await Check.AllAsync(files, told, service)).Events;
            foreach (var one in told.Acknowledged) Told.Acknowledged.Add(one);
        }

        Report("killed while it starts", moments.Count, inFlight: 0, new Check(events, 0, 0));
    }

    /// <summary>Some of the calls by which an undisturbed start makes the journal, the first and the last among them.</summary>
    private async Task<IReadOnlyList<(string Call, int Number)>> MomentsAsync()
    {
        var files = In("measured");
        var log = Path.Combine(Folder, "measured.strace");
        await (await Service.StartAsync(files, Traced(files, log))).DisposeAsync();
        return [.. Strace.Read(log).Where(call => call.Result is not null).GroupBy(call => call.Name)
            .SelectMany(calls => Spread(calls.Count()).Select(number => (calls.Key, number)))];
    }

    private static IEnumerable<int> Spread(int count) =>
        Enumerable.Range(0, MomentsOfAKind).Select(step => 1 + (step * (count - 1) / (MomentsOfAKind - 1))).Distinct();

    private async Task DieAtAsync(Files files, string call, int number)
    {
        var log = $"{files.Journal}.strace";
        await using var service = Service.Launch(files, Traced(files, log, $"{call}:signal=SIGKILL:when={number}"));
        await service.EndAsync();

        var calls = Strace.Read(log).Where(one => one.Name == call).ToList();
        Assert.Equal(number, calls.Count);
        Assert.Null(calls[^1].Result);
        Say($"died at {call} {number}: {calls[^1].Path}");
    }

    private static Strace.Options Traced(Files files, string log, string? inject = null) =>
        new(log, Calls, [files.Journal, files.JournalLog, $"{files.Journal}-journal"], inject);

    private Files In(string name) => Files.In(Directory.CreateDirectory(Path.Combine(Folder, name)).FullName);
}
