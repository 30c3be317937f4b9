using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Sqlite;
using CleanES.Infrastructure.Tests.Support;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.Tests.Subscriptions;

public sealed class EffectTests : IDisposable
{
    private static readonly Type[] Types = [typeof(Jar), typeof(JarHistorian), typeof(JarHerald)];

    private readonly SubscriberFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_that_begins_now_gets_what_is_appended_after_the_process_began_and_one_that_begins_at_the_beginning_gets_all()
    {
        await using (var before = SubscriberHarness.Prepare(_folder, [typeof(Jar)])) await before.SaveAsync(Jar.WithEvents(3));

        await using var service = SubscriberHarness.Prepare(_folder, Types);
        await service.SaveAsync(Jar.Open());    // its runner does not run yet
        await service.StartAsync();
        await ReachAsync(service, await service.SaveAsync(Jar.Open()));

        Assert.Equal([4, 5], service.Probe.PositionsOf<JarHerald>());
        Assert.Equal([1, 2, 3, 4, 5], service.Probe.PositionsOf<JarHistorian>());
    }

    [Fact]
    public async Task One_that_begins_now_misses_nothing_while_the_service_is_down()
    {
        await using (await SubscriberHarness.StartAsync(_folder, Types)) { }
        await using (var without = SubscriberHarness.Prepare(_folder, [typeof(Jar)])) await without.SaveAsync(Jar.WithEvents(2));

        await using var service = await SubscriberHarness.StartAsync(_folder, Types);
        await ReachAsync(service, 2);
        Assert.Equal([1, 2], service.Probe.PositionsOf<JarHerald>());
    }

    [Fact]
    public async Task It_goes_on_after_a_restart_and_never_again_over_what_is_done()
    {
        await using (var before = await SubscriberHarness.StartAsync(_folder, Types)) await ReachAsync(before, await before.SaveAsync(Jar.WithEvents(3)));
        Assert.Equal(3, CheckpointOf(JarHistorian.Name));

        await using var after = await SubscriberHarness.StartAsync(_folder, Types);
        await ReachAsync(after, await after.SaveAsync(Jar.Open()));
        Assert.Equal([4], after.Probe.PositionsOf<JarHistorian>());
        Assert.Equal([4], after.Probe.PositionsOf<JarHerald>());
        Assert.Equal((4L, 4L), (CheckpointOf(JarHistorian.Name), CheckpointOf(JarHerald.Name)));
    }

    [Fact]
    public async Task The_checkpoint_lies_in_the_journals_database_and_is_there_before_the_next_event_comes()
    {
        List<long> checkpoints = [];
        var probe = new Probe
        {
            Interfere = (_, _) =>
            {
                checkpoints.Add(CheckpointOf(JarHistorian.Name));
                return Task.CompletedTask;
            },
        };
        await using var service = await SubscriberHarness.StartAsync(_folder, [typeof(Jar), typeof(JarHistorian)], probe: probe);
        await service.ReachAsync(JarHistorian.Name, await service.SaveAsync(Jar.WithEvents(4)));

        Assert.Equal([0, 1, 2, 3], checkpoints);
        Assert.Equal(4, CheckpointOf(JarHistorian.Name));
    }

    [Fact]
    public async Task After_a_failure_the_same_event_comes_again_and_those_before_it_do_not()
    {
        var clock = new PausedClock();
        var probe = new Probe { Interfere = (_, stored) => stored.Position == 3 ? throw new InvalidOperationException("No mail today.") : Task.CompletedTask };
        await using var service = await SubscriberHarness.StartAsync(_folder, [typeof(Jar), typeof(JarHistorian)], clock, probe);
        await service.SaveAsync(Jar.WithEvents(5));
        for (var attempt = 1; attempt <= 2; attempt++) clock.Advance(await clock.NextPauseAsync());
        var pause = await clock.NextPauseAsync();

        Assert.Equal([1, 2, 3, 3, 3], probe.TriedBy<JarHistorian>());
        Assert.Equal((2L, 3), (CheckpointOf(JarHistorian.Name), (await service.StatusOf(JarHistorian.Name)).Attempts));

        probe.Interfere = (_, _) => Task.CompletedTask;
        clock.Advance(pause);
        await service.ReachAsync(JarHistorian.Name, 5);
        Assert.Equal([1, 2, 3, 4, 5], probe.PositionsOf<JarHistorian>());
    }

    [Fact]
    public async Task An_event_whose_checkpoint_could_not_be_moved_does_not_come_again()
    {
        var clock = new PausedClock();
        var journal = new InterceptedJournal { OnMove = move => _ = move.To == 2 ? throw new TestDbException() : move };
        await using var service = SubscriberHarness.Prepare(
            _folder, [typeof(Jar), typeof(JarHistorian)], clock,
            alter: services => services.AddSingleton<IJournalDatabase>(
                journal.Around(new SqliteJournal("Data Source=data/journal.db", _folder.Root))));
        await service.StartAsync();
        await service.SaveAsync(Jar.WithEvents(4));
        for (var attempt = 1; attempt <= 2; attempt++) clock.Advance(await clock.NextPauseAsync());
        var pause = await clock.NextPauseAsync();

        var status = (await service.StatusOf(JarHistorian.Name));
        Assert.Equal(("retrying", 1L, 3), (status.State, status.Position, status.Attempts));

        journal.OnMove = _ => { };
        clock.Advance(pause);
        await service.ReachAsync(JarHistorian.Name, 4);
        Assert.Equal([1, 2, 3, 4], service.Probe.TriedBy<JarHistorian>());
    }

    [Fact]
    public async Task It_sends_commands_whose_events_come_back_to_all_subscribers()
    {
        await using var service = await SubscriberHarness.StartAsync(_folder, [.. JarProjection.Types, typeof(Refiller), typeof(FillJar), typeof(FillJarHandler)]);
        var jar = Jar.Open();
        jar.Fill(5);
        jar.Empty();
        var head = await service.SaveAsync(jar, Jar.Open());
        await service.ReachAsync("refiller", head + 1);
        await service.ReachAsync(JarProjection.Name, head + 1);

        Assert.Equal(250, (await service.Store.LoadAsync<Jar>(jar.Id, default)).Grams);
        Assert.Equal(250, (await service.UseAsync((JarTables tables) => tables.Jars.FindAsync(jar.Id).AsTask()))!.Grams);
        Assert.Equal((3L, 5L), (service.Probe.PositionsOf<Refiller>()[0], service.Probe.PositionsOf<Refiller>()[^1]));
    }

    [Fact]
    public async Task Of_two_processes_one_runs_it_and_it_gets_every_event_once()
    {
        await using var one = await SubscriberHarness.StartAsync(_folder, Types);
        await using var two = await SubscriberHarness.StartAsync(_folder, Types);
        for (var i = 0; i < 20; i++) await (i % 2 == 0 ? one : two).SaveAsync(Jar.Open());
        await one.IsEventuallyAsync(JarHerald.Name, status => status.Position == 20);

        Assert.Equal(
            Enumerable.Range(1, 20).Select(position => (long)position), one.Probe.PositionsOf<JarHerald>().Concat(two.Probe.PositionsOf<JarHerald>()).Order());
    }

    private static async Task ReachAsync(SubscriberHarness service, long position)
    {
        await service.ReachAsync(JarHistorian.Name, position);
        await service.ReachAsync(JarHerald.Name, position);
    }

    private long CheckpointOf(string effect) =>
        SubscriberFolder.Number(_folder.Journal, $"SELECT position FROM effect_checkpoint WHERE subscriber = '{effect}'");

    internal sealed record FillJar(Guid Id, int Grams) : IRequest<Saved>;

    internal sealed class FillJarHandler(IEventStore events) : IRequestHandler<FillJar, Saved>
    {
        public Task<Saved> Handle(FillJar command, CancellationToken cancellation) =>
            events.UpdateAsync<Jar>(command.Id, null, jar => jar.Fill(command.Grams), cancellation);
    }

    [Effect("refiller")]
    internal sealed class Refiller(IMediator mediator, Probe probe) :
        INotificationHandler<StoredEvent<Jar.Emptied>>, INotificationHandler<StoredEvent<Jar.Filled>>
    {
        public async Task Handle(StoredEvent<Jar.Emptied> stored, CancellationToken cancellation)
        {
            await mediator.Send(new FillJar(stored.AggregateId, 250), cancellation);
            await probe.HandleAsync(this, stored);
        }

        public Task Handle(StoredEvent<Jar.Filled> stored, CancellationToken cancellation) =>
            stored.Event.Grams == 250 || stored.Position == 3 ? probe.HandleAsync(this, stored) : Task.CompletedTask;
    }
}
