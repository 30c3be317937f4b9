using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.Tests.Subscriptions;

/// <summary>A stored event of which an upcaster makes two comes to a subscriber as two, at one position.</summary>
public sealed class SplitEventTests : IDisposable
{
    private readonly SubscriberFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_projection_shows_each_of_them_once()
    {
        await PlantAsync();
        await using var service = await SubscriberHarness.StartAsync(_folder, [.. JarProjection.Types, typeof(Halves)]);
        await service.ReachAsync(JarProjection.Name, 2);

        Assert.Equal([1, 2, 2], await service.UseAsync((JarTables tables) => tables.HandledPositionsAsync()));
        Assert.Equal(7, await service.UseAsync((JarTables tables) => tables.Jars.SumAsync(jar => jar.Grams)));
    }

    [Fact]
    public async Task After_a_failure_with_the_second_both_come_again_to_an_effect()
    {
        await PlantAsync();
        var (clock, fails) = (new PausedClock(), true);
        var probe = new Probe { Interfere = (_, stored) => fails && stored is StoredEvent<Jar.Filled> { Event.Grams: 4 } ? throw new InvalidOperationException("No.") : Task.CompletedTask };
        await using var service = await SubscriberHarness.StartAsync(_folder, [typeof(Jar), typeof(Halves), typeof(JarHistorian)], clock, probe);
        var pause = await clock.NextPauseAsync();
        Assert.Equal([1, 2, 2], probe.TriedBy<JarHistorian>());
        Assert.Equal(1, SubscriberFolder.Number(_folder.Journal, $"SELECT position FROM effect_checkpoint WHERE subscriber = '{JarHistorian.Name}'"));

        fails = false;
        clock.Advance(pause);
        await service.ReachAsync(JarHistorian.Name, 2);

        Assert.Equal([1, 2, 2, 2, 2], probe.TriedBy<JarHistorian>());
    }

    [Fact]
    public async Task What_both_cause_is_done_twice_and_not_taken_for_a_repeat()
    {
        await PlantAsync();
        await using var service = await SubscriberHarness.StartAsync(_folder, [typeof(Jar), typeof(Halves), typeof(TopUp), typeof(AddGram), typeof(AddGramHandler)]);
        await service.ReachAsync("top-up", 4);

        Assert.Equal(4, SubscriberFolder.Number(_folder.Journal, "SELECT position FROM journal_counter"));
    }

    /// <summary>A jar that was opened and filled when one event still stood for two fillings.</summary>
    private async Task PlantAsync()
    {
        await using var before = SubscriberHarness.Prepare(_folder, [typeof(Jar), typeof(Halves)]);
        await before.SaveAsync(Jar.Open());
        SubscriberFolder.Execute(_folder.Journal, $"""
            INSERT INTO event_journal SELECT 2, '{Guid.NewGuid()}', 'jar_filled', 1, '{"""{"first":3,"second":4}"""}', aggregate_type, aggregate_id, 1, create_date, metadata FROM event_journal;
            UPDATE journal_counter SET position = 2;
            INSERT OR IGNORE INTO effect_checkpoint (subscriber, position) VALUES ('{JarHistorian.Name}', 0), ('top-up', 0);
            """);
    }

    [Upcaster("jar_filled", 1, "jar_filled")]
    internal sealed class Halves : ISplittingUpcaster
    {
        public IEnumerable<UpcastEvent> Split(JsonObject data, EventEnvelope stored) =>
            data.Select(half => new UpcastEvent("jar_filled", 2, new JsonObject { ["grams"] = half.Value!.DeepClone() }));
    }

    internal sealed record AddGram(Guid Id) : IRequest<Saved>;

    internal sealed class AddGramHandler(IEventStore events) : IRequestHandler<AddGram, Saved>
    {
        public Task<Saved> Handle(AddGram command, CancellationToken cancellation) => events.UpdateAsync<Jar>(command.Id, null, jar => jar.Fill(1), cancellation);
    }

    [Effect("top-up", Begins = Begins.Beginning)]
    internal sealed class TopUp(IMediator mediator) : INotificationHandler<StoredEvent<Jar.Filled>>
    {
        public Task Handle(StoredEvent<Jar.Filled> stored, CancellationToken cancellation) =>
            stored.Event.Grams == 1 ? Task.CompletedTask : mediator.Send(new AddGram(stored.AggregateId), cancellation);
    }
}
