using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;
using MediatR;

namespace CleanES.Infrastructure.Tests.Subscriptions;

/// <summary>A command that an effect sends carries the event that caused it, and is carried out once however often the event comes.</summary>
public sealed class EffectCommandTests : IDisposable
{
    private static readonly Type[] Types = [typeof(Jar), typeof(TopUp), typeof(TopUpHandler), typeof(Generous)];

    private readonly SubscriberFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_carries_the_event_as_its_cause_and_otherwise_the_events_own_context()
    {
        await using var service = await SubscriberHarness.StartAsync(_folder, Types);
        var context = service.Get<CommandContext>();
        context.CorrelationId = "4bf92f3577b34da6a3ce929d0e0e4736";
        context.User = "Ann";
        context.More["tenant"] = 7;
        var jar = Jar.Open();
        await service.ReachAsync(Generous.Name, await service.SaveAsync(jar) + 2);

        var history = await HistoryAsync(service, jar.Id);
        var caused = history.Skip(1).Select(stored => JsonNode.Parse(stored.Metadata)!).ToList();
        Assert.Equal(2, caused.Count);
        Assert.All(caused, metadata =>
        {
            Assert.Equal(history[0].EventId.ToString(), (string?)metadata["causation_id"]);
            Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "Ann", 7), ((string?)metadata["correlation_id"], (string?)metadata["user"], (int?)metadata["tenant"]));
        });
        Assert.Equal(2, caused.Select(metadata => (string?)metadata["command_id"]).Distinct().Count());
    }

    [Fact]
    public async Task When_the_event_comes_again_the_same_commands_change_nothing()
    {
        var failures = 3;
        var clock = new PausedClock();
        var probe = new Probe { Interfere = (_, _) => failures-- > 0 ? throw new InvalidOperationException("After the commands.") : Task.CompletedTask };
        await using var service = await SubscriberHarness.StartAsync(_folder, Types, clock, probe);
        var jar = Jar.Open();
        await service.SaveAsync(jar);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var pause = await clock.NextPauseAsync();
            await service.Store.UpdateAsync<Jar>(jar.Id, null, same => same.Fill(1000), default);      // so that a repeat meets other versions
            clock.Advance(pause);
        }

        await service.ReachAsync(Generous.Name, 6);

        Assert.Equal(4, probe.TriedBy<Generous>().Count);
        Assert.Equal(3000 + 10 + 20, (await service.Store.LoadAsync<Jar>(jar.Id, default)).Grams);
    }

    [Fact]
    public async Task A_repeat_after_a_part_was_done_does_the_rest()
    {
        var clock = new PausedClock();
        var tries = 0;
        var probe = new Probe { Interfere = (_, _) => ++tries == 1 ? throw new InvalidOperationException("Between the commands.") : Task.CompletedTask };
        await using var service = await SubscriberHarness.StartAsync(_folder, [typeof(Jar), typeof(TopUp), typeof(TopUpHandler), typeof(Hesitant)], clock, probe);
        var jar = Jar.Open();
        await service.SaveAsync(jar);
        clock.Advance(await clock.NextPauseAsync());
        await service.ReachAsync(Hesitant.Name, 3);

        Assert.Equal(100 + 200, (await service.Store.LoadAsync<Jar>(jar.Id, default)).Grams);
    }

    private static async Task<List<EventEnvelope>> HistoryAsync(SubscriberHarness service, Guid id) =>
        await service.Get<IJournal>().HistoryAsync<Jar>(id, default).ToListAsync();

    internal sealed record TopUp(Guid Id, int Grams) : IRequest<Saved>;

    internal sealed class TopUpHandler(IEventStore events) : IRequestHandler<TopUp, Saved>
    {
        public Task<Saved> Handle(TopUp command, CancellationToken cancellation) =>
            events.UpdateAsync<Jar>(command.Id, null, jar => jar.Fill(command.Grams), cancellation);
    }

    /// <summary>Fills what is opened, in two steps: by itself it would do so each time that the event comes.</summary>
    [Effect(Name)]
    internal sealed class Generous(IMediator mediator, Probe probe) : INotificationHandler<StoredEvent<Jar.Opened>>
    {
        public const string Name = "generous";

        public async Task Handle(StoredEvent<Jar.Opened> stored, CancellationToken cancellation)
        {
            await mediator.Send(new TopUp(stored.AggregateId, 10), cancellation);
            await mediator.Send(new TopUp(stored.AggregateId, 20), cancellation);
            await probe.HandleAsync(this, stored);
        }
    }

    /// <summary>May fail between its commands.</summary>
    [Effect(Name)]
    internal sealed class Hesitant(IMediator mediator, Probe probe) : INotificationHandler<StoredEvent<Jar.Opened>>
    {
        public const string Name = "hesitant";

        public async Task Handle(StoredEvent<Jar.Opened> stored, CancellationToken cancellation)
        {
            await mediator.Send(new TopUp(stored.AggregateId, 100), cancellation);
            await probe.HandleAsync(this, stored);
            await mediator.Send(new TopUp(stored.AggregateId, 200), cancellation);
        }
    }
}
