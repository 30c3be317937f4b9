using System.Globalization;
using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

public sealed class ClockTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
{
    [Fact]
    public async Task Processes_whose_clocks_are_an_hour_apart_never_run_the_same_subscriber_and_take_over_from_each_other()
    {
        var ahead = FilesWithFaults with { Settings = [.. FilesWithFaults.Settings, .. new Clock(Path.Combine(Folder, "clock"), "+1h").Settings] };
        var inFlight = 0;
        Files[] settings = [ahead, FilesWithFaults, ahead];
        var running = await Service.StartAsync(settings[0]);
        foreach (var next in settings[1..])
        {
            await Eventually.IsSoAsync("it runs all", async () => (await running.SubscribersAsync()).All(one => one.State == "running"));
            var other = await Service.StartAsync(next);
            await using var load = Workload.Start(other, Told, Clients / 2);
            await using var killed = Workload.Start(running, Told, Clients / 2);
            await Told.AcknowledgeAsync(200);
            Assert.True(Subscribers.AreRunBy(running, FilesWithFaults));
            inFlight += KillTests.Some(await killed.KillAsync(running), "one of two");
            await running.DisposeAsync();

            await Eventually.IsSoAsync("the other runs all", () => Subscribers.AreRunBy(other, FilesWithFaults));
            await Told.AcknowledgeAsync(200);
            running = other;
        }

        var check = await Check.AllAsync(FilesWithFaults, Told, running);
        await running.DisposeAsync();
        var dates = Journal.Read(FilesWithFaults).Select(row => row.CreateDate).Order(StringComparer.Ordinal).ToList();
        Say($"the journal's dates go from {dates[0]} to {dates[^1]}");
        Assert.InRange(DateOf(dates[^1]) - DateOf(dates[0]), TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(90));
        var processes = FaultyEffect.Handled(FilesWithFaults).Select(one => one.Process).ToList();
        Assert.Equal(settings.Length, 1 + processes.Zip(processes.Skip(1)).Count(pair => pair.First != pair.Second));    // each had its time, and none two
        Report("clocks an hour apart, one killed", settings.Length - 1, inFlight, check);
    }

    [Fact]
    public async Task A_clock_set_back_by_an_hour_delays_no_attempt()
    {
        var clock = new Clock(Path.Combine(Folder, "clock"), "+0");
        var files = FilesWithFaults with { Settings = [.. FilesWithFaults.Settings, ("Subscribers__Attempts", "1000"), .. clock.Settings] };
        await using var service = await Service.StartAsync(files);
        await using var load = Workload.Start(service, Told, Clients);
        await Told.AcknowledgeAsync(100);
        FaultyEffect.Fail(files, FaultyEffect.Throws);
        var inFlight = await load.SomeInFlightAsync();
        await Eventually.IsSoAsync("it is tried again and again", async () => (await service.SubscriberAsync(FaultyEffect.Name)).State == "retrying");
        clock.Set("-1h");
        await Eventually.IsSoAsync("the journal's dates go back", () => Journal.Read(files) is var rows && DateOf(rows[^1].CreateDate) < DateOf(rows[0].CreateDate));
        await load.StopAsync();
        FaultyEffect.Heal(files);
        Report("clock set back by an hour", 1, inFlight, await Check.AllAsync(files, Told, service));
    }

    private static DateTimeOffset DateOf(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
