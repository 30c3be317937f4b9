using CleanES.Application.EventSourcing;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.Tests.Subscriptions;

public sealed class ToolTests : IDisposable
{
    private static readonly Type[] Types = [.. JarProjection.Types, typeof(JarHistorian), typeof(JarHerald)];

    private readonly SubscriberFolder _folder = new();
    private readonly Probe _probe = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_paused_subscriber_begins_nothing_new_and_goes_on_when_it_is_resumed_from_another_process_too()
    {
        await using var service = await StartAsync();
        await using var tool = SubscriberHarness.Prepare(_folder, Types);
        await service.ReachAsync(JarHistorian.Name, await service.SaveAsync(Jar.Open()));
        await service.Get<ISubscriberTools>().PauseAsync(JarHistorian.Name, default);
        await service.ReachAsync(JarProjection.Name, await service.SaveAsync(Jar.Open()));
        Assert.Equal(("paused", 1L, 1L), await StandAsync(service));

        await tool.Get<ISubscriberTools>().ResumeAsync(JarHistorian.Name, default);
        await service.ReachAsync(JarHistorian.Name, 2);
        Assert.Equal(("running", 2L, 0L), await StandAsync(service));
    }

    [Fact]
    public async Task A_stopped_subscriber_is_tried_at_once_when_a_person_says_so()
    {
        var isBroken = true;
        _probe.Interfere = (subscriber, _) => isBroken && subscriber == typeof(JarProjection) ? throw new InvalidOperationException("No.") : Task.CompletedTask;
        await using var service = await SubscriberHarness.StartImpatientAsync(_folder, Types, _probe, ("Subscribers:LongestPause", "01:00:00"));
        await service.SaveAsync(Jar.Open());
        await service.IsEventuallyAsync(JarProjection.Name, status => status.State == "stopped");

        isBroken = false;
        await service.Get<ISubscriberTools>().RetryAsync(JarProjection.Name, null, default);
        await service.ReachAsync(JarProjection.Name, 1);
    }

    [Fact]
    public async Task The_event_at_which_a_projection_is_stopped_can_be_skipped()
    {
        _probe.Interfere = (subscriber, stored) => subscriber == typeof(JarProjection) && stored.Position == 2 ? throw new InvalidOperationException("No.") : Task.CompletedTask;
        await using var service = await SubscriberHarness.StartImpatientAsync(_folder, Types, _probe);
        await service.SaveAsync(Jar.WithEvents(4));
        await service.IsEventuallyAsync(JarProjection.Name, status => status is { State: "stopped", Position: 1 });

        await service.Get<ISubscriberTools>().SkipAsync(JarProjection.Name, 2, "Filled by mistake.", default);
        await service.ReachAsync(JarProjection.Name, 4);
        Assert.Equal([1, 3, 4], await service.UseAsync((JarTables tables) => tables.HandledPositionsAsync()));
        Assert.Equal("Filled by mistake.", SubscriberFolder.Text(_folder.Journal, "SELECT reason FROM subscriber_audit WHERE action = 'skip' AND position = 2"));
    }

    [Fact]
    public async Task A_missing_row_can_be_skipped_too()
    {
        await using (var before = SubscriberHarness.Prepare(_folder, [typeof(Jar)])) await before.SaveAsync(Jar.WithEvents(3));
        SubscriberFolder.Execute(_folder.Journal, "DROP TRIGGER event_journal_refuses_delete; DELETE FROM event_journal WHERE position = 2");
        await using var service = await SubscriberHarness.StartImpatientAsync(_folder, Types, _probe);
        await service.IsEventuallyAsync(JarHistorian.Name, status => status is { State: "stopped", Position: 1 });

        await service.Get<ISubscriberTools>().SkipAsync(JarHistorian.Name, 2, "Lost with the disk.", default);
        await service.ReachAsync(JarHistorian.Name, 3);
        Assert.Equal([1, 3], _probe.PositionsOf<JarHistorian>());
    }

    [Fact]
    public async Task What_cannot_be_skipped_is_refused_and_nothing_is_changed()
    {
        await using var service = await StartAsync();
        await service.ReachAsync(JarHistorian.Name, await service.SaveAsync(Jar.Open()));
        var tools = service.Get<ISubscriberTools>();

        Assert.Equal("Position 1 is neither parked for jar-historian nor the next that it handles.", (await Assert.ThrowsAsync<ToolRefusedException>(() => tools.SkipAsync(JarHistorian.Name, 1, "No.", default))).Message);
        await Assert.ThrowsAsync<ToolRefusedException>(() => tools.SkipAsync(JarHistorian.Name, 2, "Not there yet.", default));
        await Assert.ThrowsAsync<ToolRefusedException>(() => tools.SkipAsync(JarHistorian.Name, 1, " ", default));
        await Assert.ThrowsAsync<ToolRefusedException>(() => tools.RetryAsync(JarHistorian.Name, 1, default));
        Assert.Equal(
            "There is no subscriber jar. Those that there are: jar-herald, jar-historian, jars.",
            (await Assert.ThrowsAsync<UnknownSubscriberException>(() => tools.PauseAsync("jar", default))).Message);
        Assert.Equal(0, SubscriberFolder.Number(_folder.Journal, "SELECT count(*) FROM subscriber_audit"));
    }

    [Fact]
    public async Task Where_there_is_no_journal_a_tool_says_so_and_makes_none()
    {
        await using (SubscriberHarness.Prepare(_folder, Types)) _folder.DeleteJournal();
        await using var tool = SubscriberHarness.Unprepared(_folder, Types);

        var told = await Assert.ThrowsAsync<StartupException>(() => tool.Get<ISubscriberTools>().ParkedAsync(null, default));
        Assert.StartsWith($"There is no journal {_folder.Journal}.", told.Message);
        Assert.False(File.Exists(_folder.Journal));
    }

    [Fact]
    public async Task It_can_be_asked_what_became_of_an_event_and_why()
    {
        await using (var before = SubscriberHarness.Prepare(_folder, [typeof(Jar)])) await before.SaveAsync(Jar.Open());
        await using var service = await StartAsync();
        await service.ReachAsync(JarHerald.Name, await service.SaveAsync(Jar.Open()));
        await service.ReachAsync(JarProjection.Name, 2);
        await service.Get<ISubscriberTools>().PauseAsync(JarProjection.Name, default);
        await service.SaveAsync(Jar.Open());

        Assert.Equal(("handled", "the checkpoint is at position 2"), await WhyAsync(service, JarProjection.Name, 1));
        Assert.Equal(("filtered", "jar-herald began after position 1"), await WhyAsync(service, JarHerald.Name, 1));
        Assert.Equal(("waiting", "the checkpoint is at position 2, and the subscriber is paused"), await WhyAsync(service, JarProjection.Name, 3));
        await Assert.ThrowsAsync<ToolRefusedException>(() => WhyAsync(service, JarProjection.Name, 4));
    }

    [Fact]
    public async Task What_followed_from_a_request_is_a_tree_of_commands_and_events()
    {
        Guid jar;
        await using (var service = await SubscriberHarness.StartAsync(_folder, [typeof(Jar), typeof(TopUp), typeof(FillJar), typeof(FillJarHandler)]))
        {
            var opened = Jar.Open();
            jar = opened.Id;
            await service.UseAsync((IServiceProvider scope) =>
            {
                scope.GetRequiredService<CommandContext>().CorrelationId = "0af7651916cd43dd8448eb211c80319c";
                return scope.GetRequiredService<IEventStore>().SaveAsync([opened], default);
            });
            await service.ReachAsync("topping-up", 2);
        }

        await using var tool = SubscriberHarness.Prepare(_folder, Types);
        var root = Assert.Single(await tool.Get<ISubscriberTools>().TraceAsync("0af7651916cd43dd8448eb211c80319c", default));
        var first = Assert.Single(root.Events);
        var second = Assert.Single(Assert.Single(first.Commands).Events);
        Assert.Equal((1, "jar_opened", jar, 2, "jar_filled", jar), (first.Position, first.EventType, first.AggregateId, second.Position, second.EventType, second.AggregateId));
        Assert.Empty(await tool.Get<ISubscriberTools>().TraceAsync("00000000000000000000000000000000", default));
    }

    private Task<SubscriberHarness> StartAsync() => SubscriberHarness.StartAsync(_folder, Types, probe: _probe);

    private static async Task<(string State, long Position, long Lag)> StandAsync(SubscriberHarness service)
    {
        var status = await service.StatusOf(JarHistorian.Name);
        return (status.State, status.Position, status.Lag);
    }

    private static async Task<(string Fate, string Why)> WhyAsync(SubscriberHarness service, string subscriber, long position)
    {
        var fate = await service.Get<ISubscriberTools>().WhyAsync(subscriber, position, default);
        return (fate.Fate, fate.Why);
    }

    internal sealed record FillJar(Guid Id) : IRequest<Saved>;

    internal sealed class FillJarHandler(IEventStore events) : IRequestHandler<FillJar, Saved>
    {
        public Task<Saved> Handle(FillJar command, CancellationToken cancellation) => events.UpdateAsync<Jar>(command.Id, null, jar => jar.Fill(7), cancellation);
    }

    [Effect("topping-up", Begins = Begins.Beginning)]
    internal sealed class TopUp(IMediator mediator) : INotificationHandler<StoredEvent<Jar.Opened>>
    {
        public Task Handle(StoredEvent<Jar.Opened> stored, CancellationToken cancellation) => mediator.Send(new FillJar(stored.AggregateId), cancellation);
    }
}
