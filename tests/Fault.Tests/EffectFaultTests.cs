using Xunit.Abstractions;

namespace CleanES.Fault.Tests;

public sealed class EffectFaultTests(Table table, ITestOutputHelper output) : FaultTest(table, output)
{
    /// <summary>As <c>Subscribers:Crashes</c> is when nothing is set.</summary>
    private const int Crashes = 3;

    [Fact]
    public async Task A_service_killed_between_what_an_effect_does_and_its_checkpoint_repeats_that_and_loses_nothing()
    {
        const int rounds = 2;
        var inFlight = 0;
        var check = new Check(0, 0, 0);
        var service = await Service.StartAsync(FilesWithFaults);
        for (var round = 1; round <= rounds; round++)
        {
            await using var load = Workload.Start(service, Told, Clients);
            await Told.AcknowledgeAsync(60);
            await load.SomeInFlightAsync();
            FaultyEffect.Fail(FilesWithFaults, FaultyEffect.Dies);
            inFlight += KillTests.Some(await load.CutOffAsync(), $"round {round}");
            await service.DisposeAsync();
            FaultyEffect.Heal(FilesWithFaults);

            service = await Service.StartAsync(FilesWithFaults);
            check = await Check.AllAsync(FilesWithFaults, Told, service);
            Assert.Equal(round, FaultyEffect.Repeats(FilesWithFaults));
        }

        await service.DisposeAsync();
        Report("killed between effect and checkpoint", rounds, inFlight, check);
    }

    [Theory]
    [InlineData(FaultyEffect.Throws)]
    [InlineData(FaultyEffect.Hangs)]
    public async Task An_effect_that_fails_on_one_aggregate_of_hundreds_sets_that_aside_and_goes_on_with_the_others(string how)
    {
        await using var service = await Service.StartAsync(FilesWithFaults);
        await using var load = Workload.Start(service, Told, Clients);
        await Told.AcknowledgeAsync(300);
        FaultyEffect.Fail(FilesWithFaults, how, Told.MostChanged);
        var inFlight = await load.SomeInFlightAsync();
        await Told.AcknowledgeAsync(300);
        await load.StopAsync();

        Report($"an effect {how} on one aggregate", 1, inFlight, await HealAsync(service));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    public async Task An_event_of_which_process_after_process_dies_is_set_aside_and_no_innocent_one_with_it(int before)
    {
        var service = await Service.StartAsync(FilesWithFaults);
        await using var load = Workload.Start(service, Told, Clients);
        await Told.AcknowledgeAsync(before);
        FaultyEffect.Fail(FilesWithFaults, FaultyEffect.Crashes, before == 0 ? null : Told.MostChanged);
        var inFlight = KillTests.Some(await load.CutOffAsync(), "the first crash");

        var restarts = 0;
        do
        {
            await service.DisposeAsync();
            service = Service.Launch(FilesWithFaults);
            restarts++;
            await Eventually.IsSoAsync("the service has died or set the event aside", () => service.HasEnded || Subscribers.Parked(FilesWithFaults, FaultyEffect.Name).Count > 0);
        }
        while (service.HasEnded);

        Assert.Equal(1 + Crashes, restarts);    // the first died before anyone looked at what it handles
        Report($"an effect crashes on one event after {before}", restarts, inFlight, await HealAsync(await service.ListeningAsync()));
        await service.DisposeAsync();
    }

    /// <summary>Asserts that of the one aggregate all is set aside that is not handled, in its order, and nothing else; and that it is handled once the effect can.</summary>
    private async Task<Check> HealAsync(Service service)
    {
        await Check.SettledAsync(service, FilesWithFaults);
        Assert.Equal([FaultyEffect.Name], (await service.SubscribersAsync()).Where(one => one.Parked > 0).Select(one => one.Name));
        var journal = Journal.Read(FilesWithFaults);
        var parked = Subscribers.Parked(FilesWithFaults, FaultyEffect.Name);
        var aggregate = parked.Select(one => one.AggregateId).Distinct().Single();
        Assert.Equal(journal.Select(row => row.Position).Except(FaultyEffect.Handled(FilesWithFaults).Select(one => one.Position)), parked.Select(one => one.Position));
        Assert.Equal(journal.Where(row => row.AggregateId == aggregate && row.Position >= parked[0].Position).Select(row => row.Position), parked.Select(one => one.Position));
        Say($"{parked.Count} events set aside, of one of {journal.Select(row => row.AggregateId).Distinct().Count()} aggregates");

        FaultyEffect.Heal(FilesWithFaults);
        Subscribers.Retry(FilesWithFaults, FaultyEffect.Name);
        await Eventually.IsSoAsync("nothing is set aside", () => Subscribers.Parked(FilesWithFaults, FaultyEffect.Name).Count == 0);
        return await Check.AllAsync(FilesWithFaults, Told, service);
    }
}
