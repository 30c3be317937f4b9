using System.Diagnostics;
using Xunit.Abstractions;

namespace CleanES.Fault.Tests.Todos;

public sealed class LongJournalTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
{
    private const string Projection = "todo-list";
    private const int Events = 200_000;
    private const long Flat = 32 << 20;
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_long_journal_is_built_anew_in_flat_memory_goes_on_after_a_kill_and_is_served_meanwhile()
    {
        await using (var first = await Service.StartAsync(Files))
        {
            first.Terminate();
            await first.EndAsync();
        }

        LongJournal.Fill(Files, Events);
        Told.Earlier = Events;
        Say("the journal is filled");

        var starting = Stopwatch.StartNew();
        var service = await Service.StartAsync(Files);
        Assert.True((await service.Client.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode);
        Say($"ready after {starting.Elapsed}");
        Assert.InRange(starting.Elapsed, TimeSpan.Zero, LongestStart);
        await WatchAsync(service, async () => (await service.SubscribersAsync()).All(one => one.Position == Events));
        Say($"built after {starting.Elapsed}");

        Subscribers.Rebuild(Files, Projection);
        var built = 0L;
        var page = await PageAsync(service);
        await WatchAsync(service, async () => (built = (await RebuildAsync(service)).Position) > Events / 5, page);
        await service.DisposeAsync();

        service = await Service.StartAsync(Files);
        Say($"killed at {built}, resumed at {(await RebuildAsync(service)).Position}");
        var memory = await WatchAsync(
            service,
            async () =>
            {
                if ((await service.SubscriberAsync(Projection)).Rebuild is not { Position: var position }) return true;

                Assert.InRange(position, built, Events);
                return false;
            },
            page);
        var (earlier, later) = (memory[..(memory.Count / 2)].Max(), memory[(memory.Count / 2)..].Max());
        Say($"memory {earlier >> 20} MB, then {later >> 20} MB; {memory.Count} looks");
        Assert.InRange(later, 0, earlier + Flat);
        Assert.Equal(1, Subscribers.Generation(Files, Projection));
        Report("long journal built anew, killed within", 1, inFlight: Events - (int)built, await Check.AllAsync(Files, Told, service));
        await service.DisposeAsync();
    }

    private static async Task<(long Position, long Of)> RebuildAsync(Service service)
    {
        var rebuild = (await service.SubscriberAsync(Projection)).Rebuild;
        Assert.NotNull(rebuild);
        return rebuild.Value;
    }

    private static Task<string> PageAsync(Service service) => service.Client.GetStringAsync(new Uri("/todos?pageSize=10", UriKind.Relative));

    /// <summary>Asserts that queries are served all the while.</summary>
    /// <param name="shown">What they show.</param>
    /// <returns>The memory that the process held, look by look.</returns>
    private static async Task<List<long>> WatchAsync(Service service, Func<Task<bool>> isEnough, string? shown = null)
    {
        List<long> memory = [];
        await Eventually.IsSoAsync("it is built", async () =>
        {
            var page = await PageAsync(service);
            Assert.Equal(shown ?? page, page);
            memory.Add(service.ResidentBytes());
            return await isEnough();
        });
        return memory;
    }
}
