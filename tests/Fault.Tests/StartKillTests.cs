using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

public sealed class StartKillTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
{
    private const string Calls = "pwrite64,fsync,fdatasync,unlink";
    private const int MomentsOfAKind = 6;

    [Fact]
    public Task A_service_killed_while_it_makes_its_journal_starts_the_next_time() => StartsNextTimeAsync("killed while it starts", _ => { }, new Told());

    [Fact]
    public async Task A_service_killed_while_it_brings_its_journal_up_to_date_starts_the_next_time_and_has_all_events()
    {
        var older = In("older");
        var told = new Told();
        await using (var service = await Service.StartAsync(older))
        {
            await using (Workload.Start(service, told, Clients)) await told.AcknowledgeAsync(100);
            await Check.AllAsync(older, told, service);
        }

        OlderJournal.Make(older);
        await StartsNextTimeAsync("killed while it migrates", files => File.Copy(older.Journal, files.Journal), told);
    }

    private async Task StartsNextTimeAsync(string scenario, Action<Files> begin, Told before)
    {
        var moments = await MomentsAsync(begin);
        Assert.True(moments.Count > MomentsOfAKind, "A start was found to write hardly anything.");

        var events = 0;
        foreach (var (call, number) in moments)
        {
            var files = In($"{call}-{number}");
            begin(files);
            await DieAtAsync(files, call, number);

            await using var service = await Service.StartAsync(files);
            OlderJournal.BringBackClaims(files);
            var told = new Told();
            foreach (var one in before.Acknowledged) told.Acknowledged.Add(one);
            foreach (var one in before.Taken) told.Taken.Add(one);
            await using (Workload.Start(service, told, clients: 2)) await told.AcknowledgeAsync(10);
            events += (await Check.AllAsync(files, told, service)).Events;
            foreach (var one in told.Acknowledged) Told.Acknowledged.Add(one);
        }

        Report(scenario, moments.Count, inFlight: 0, new Check(events, 0, 0));
    }

    /// <summary>Some of the calls by which an undisturbed start writes the journal, the first among them and the last but one: another start may need one less.</summary>
    private async Task<IReadOnlyList<(string Call, int Number)>> MomentsAsync(Action<Files> begin)
    {
        var files = In("measured");
        begin(files);
        var log = Path.Combine(Folder, "measured.strace");
        await (await Service.StartAsync(files, Traced(files, log))).DisposeAsync();
        return [.. Strace.Read(log).Where(call => call.Result is not null).GroupBy(call => call.Name)
            .SelectMany(calls => Spread(Math.Max(1, calls.Count() - 1)).Select(number => (calls.Key, number)))];
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
