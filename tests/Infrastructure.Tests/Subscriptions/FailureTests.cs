using CleanES.Application.EventSourcing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CleanES.Infrastructure.Tests.Subscriptions;

public sealed class FailureTests : IDisposable
{
    private static readonly Type[] Types = [.. JarProjection.Types, typeof(JarHistorian)];

    private readonly SubscriberFolder _folder = new();
    private readonly PausedClock _clock = new();
    private readonly Probe _probe = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_subscriber_that_throws_is_shown_with_what_failed_and_when_it_is_tried_again()
    {
        Fail<JarProjection>(at: 2);
        await using var service = await StartAsync();
        await service.ReachAsync(JarProjection.Name, await service.SaveAsync(Jar.Open()));
        await service.SaveAsync(Jar.Open());
        var pause = await _clock.NextPauseAsync();

        var next = _clock.GetUtcNow() + pause;
        Assert.Equal(
            new SubscriberStatus(JarProjection.Name, "projection", "retrying", 1, 1, 0, 0, 1, "InvalidOperationException: Position 2 is too much.", next),
            (await service.StatusOf(JarProjection.Name)));
    }

    [Fact]
    public async Task It_is_tried_again_with_growing_pauses_and_stopped_after_eight_attempts()
    {
        Fail<JarProjection>(at: 1);
        await using var service = await StartAsync();
        await service.SaveAsync(Jar.Open());

        double[] nominal = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 30, 30];
        for (var attempt = 1; attempt <= nominal.Length; attempt++)
        {
            var pause = await _clock.NextPauseAsync();
            Assert.InRange(pause.TotalSeconds, attempt < 8 ? nominal[attempt - 1] / 2 : 30, nominal[attempt - 1]);
            Assert.Equal(attempt < 8 ? "retrying" : "stopped", (await service.StatusOf(JarProjection.Name)).State);
            Assert.Equal(attempt, (await service.StatusOf(JarProjection.Name)).Attempts);
            Assert.Equal(attempt, _probe.TriedBy<JarProjection>().Count);
            _clock.Advance(pause);
        }
    }

    [Fact]
    public async Task A_clock_set_back_delays_no_attempt()
    {
        Fail<JarProjection>(at: 1);
        await using var service = await StartAsync();
        var position = await service.SaveAsync(Jar.Open());
        var pause = await _clock.NextPauseAsync();
        _clock.SetBy = TimeSpan.FromHours(-1);

        _probe.Interfere = (_, _) => Task.CompletedTask;
        _clock.Advance(pause);
        await service.ReachAsync(JarProjection.Name, position);
    }

    [Fact]
    public async Task It_stops_neither_appends_nor_the_other_subscribers()
    {
        Fail<JarProjection>(at: 1);
        await using var service = await StartAsync();
        await service.SaveAsync(Jar.Open());
        await _clock.NextPauseAsync();
        await service.ReachAsync(JarHistorian.Name, await service.SaveAsync(Jar.WithEvents(9)));

        Assert.Equal(10, _probe.PositionsOf<JarHistorian>().Count);
        Assert.Equal("running", (await service.StatusOf(JarHistorian.Name)).State);
        Assert.Equal(("retrying", 10L), ((await service.StatusOf(JarProjection.Name)).State, (await service.StatusOf(JarProjection.Name)).Lag));
    }

    [Fact]
    public async Task Once_the_cause_is_gone_it_goes_on_and_nothing_is_lost_or_handled_twice()
    {
        Fail<JarProjection>(at: 4);
        await using var service = await StartAsync();
        await service.SaveAsync(Jar.WithEvents(3));
        await service.ReachAsync(JarProjection.Name, 3);
        await service.SaveAsync(Jar.WithEvents(5));
        var pause = await _clock.NextPauseAsync();

        _probe.Interfere = (_, _) => Task.CompletedTask;
        _clock.Advance(pause);
        await service.ReachAsync(JarProjection.Name, 8);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], await service.UseAsync((JarTables tables) => tables.HandledPositionsAsync()));
        Assert.Equal(
            new SubscriberStatus(JarProjection.Name, "projection", "running", 8, 0, 0, 0, 0, null, null),
            (await service.StatusOf(JarProjection.Name)));
    }

    [Fact]
    public async Task The_events_before_the_failing_one_are_handled()
    {
        await using (var before = SubscriberHarness.Prepare(_folder, [typeof(Jar)])) await before.SaveAsync(Jar.WithEvents(10));
        Fail<JarProjection>(at: 7);
        await using var service = await StartAsync();
        _clock.Advance(await _clock.NextPauseAsync());
        await _clock.NextPauseAsync();

        Assert.Equal([1, 2, 3, 4, 5, 6], await service.UseAsync((JarTables tables) => tables.HandledPositionsAsync()));
        Assert.Equal(("retrying", 6L), ((await service.StatusOf(JarProjection.Name)).State, (await service.StatusOf(JarProjection.Name)).Position));
    }

    [Theory]
    [InlineData("jar_smashed", 1, "{}", "event type jar_smashed of jar is unknown")]
    [InlineData("jar_opened", 99, """{"label":"plum"}""", "jar_opened has version 99")]
    [InlineData("jar_opened", 1, """{"label":""", "the data of this jar_opened cannot be read")]
    public async Task An_event_that_cannot_be_read_stops_it_and_is_never_skipped(string eventType, int eventVersion, string eventData, string reason)
    {
        await using (var before = SubscriberHarness.Prepare(_folder, [typeof(Jar)])) await before.SaveAsync(Jar.WithEvents(2));
        _folder.Plant(3, eventType, eventVersion, eventData);

        foreach (var (name, types) in new[] { (JarProjection.Name, JarProjection.Types), (JarHistorian.Name, [typeof(Jar), typeof(JarHistorian)]) })
        {
            await using var service = await SubscriberHarness.StartAsync(_folder, types, _clock, _probe);
            await service.SaveAsync(Jar.Open());
            _clock.Advance(await _clock.NextPauseAsync());  // the batch; then singly up to what cannot be read
            _clock.Advance(await _clock.NextPauseAsync());
            await _clock.NextPauseAsync();

            var status = (await service.StatusOf(name));
            Assert.Equal(("retrying", 2L, 2), (status.State, status.Position, status.Attempts));
            Assert.StartsWith("UnreadableEventException: Position 3: ", status.Error);
            Assert.Contains(reason, status.Error);
        }

        Assert.Equal([1, 2], _probe.PositionsOf<JarProjection>());
        Assert.Equal([1, 2], _probe.PositionsOf<JarHistorian>());
    }

    [Fact]
    public async Task A_missing_position_stops_it_as_damage()
    {
        await using (var before = SubscriberHarness.Prepare(_folder, [typeof(Jar)])) await before.SaveAsync(Jar.WithEvents(4));
        SubscriberFolder.Execute(_folder.Journal, "DROP TRIGGER event_journal_refuses_delete; DELETE FROM event_journal WHERE position = 3");
        await using var service = await SubscriberHarness.StartAsync(_folder, JarProjection.Types, _clock, _probe);
        _clock.Advance(await _clock.NextPauseAsync());
        await _clock.NextPauseAsync();

        var status = (await service.StatusOf(JarProjection.Name));
        Assert.Equal(("retrying", 2L), (status.State, status.Position));
        Assert.Contains("Position 3 is missing: the journal is damaged", status.Error);
    }

    [Fact]
    public async Task A_missing_newest_event_stops_it_as_damage()
    {
        await using (var before = SubscriberHarness.Prepare(_folder, [typeof(Jar)])) await before.SaveAsync(Jar.WithEvents(2));
        SubscriberFolder.Execute(_folder.Journal, "DROP TRIGGER event_journal_refuses_delete; DELETE FROM event_journal WHERE position = 2");
        await using var service = await StartAsync();
        await service.ReachAsync(JarProjection.Name, 1);
        await _clock.NextPauseAsync();
        await _clock.NextPauseAsync();

        Assert.Contains("Position 2 is missing: the journal is damaged", (await service.StatusOf(JarProjection.Name)).Error);
    }

    [Fact]
    public async Task A_service_stops_at_once_while_a_subscriber_is_stopped()
    {
        Fail<JarProjection>(at: 1);
        await using (var service = await StartAsync())
        {
            await service.SaveAsync(Jar.Open());
            await _clock.NextPauseAsync();
        }

        Assert.Equal([1], _probe.TriedBy<JarProjection>());
    }

    [Fact]
    public async Task A_service_stops_at_once_while_a_checkpoint_cannot_be_read_and_tries_no_more()
    {
        var log = new ErrorLog();
        var service = SubscriberHarness.Prepare(_folder, JarProjection.Types, _clock, alter: services => services.AddSingleton<ILoggerProvider>(log));
        await File.WriteAllTextAsync(Path.Combine(_folder.Root, "data", "readmodels"), "");
        await service.StartAsync();
        _clock.Advance(await _clock.NextPauseAsync());
        await _clock.NextPauseAsync();
        Assert.Equal(2, (await service.StatusOf(JarProjection.Name)).Attempts);

        await service.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(2, log.Errors);
    }

    [Fact]
    public async Task It_is_shown_running_once_a_checkpoint_that_could_not_be_read_can_be()
    {
        await using var service = SubscriberHarness.Prepare(_folder, Types, _clock, _probe);
        SubscriberFolder.Execute(_folder.Journal, "DELETE FROM effect_checkpoint");
        await service.StartAsync();
        var pause = await _clock.NextPauseAsync();
        Assert.Contains("The effect jar-historian has no checkpoint", (await service.StatusOf(JarHistorian.Name)).Error);

        SubscriberFolder.Execute(_folder.Journal, $"INSERT INTO effect_checkpoint (subscriber, position) VALUES ('{JarHistorian.Name}', 0)");
        _clock.Advance(pause);
        await service.IsEventuallyAsync(JarHistorian.Name, status => status.State == "running");
    }

    [Fact]
    public async Task Rows_that_cannot_be_saved_stop_it_at_their_event()
    {
        await using var service = await StartAsync();
        await service.ReachAsync(JarProjection.Name, await service.SaveAsync(Jar.WithEvents(2)));
        SubscriberFolder.Execute(_folder.ReadModelOf(JarProjection.Name), "CREATE TRIGGER one BEFORE INSERT ON Handled WHEN NEW.Position = 4 BEGIN SELECT RAISE(ABORT, 'No.'); END");
        await service.ReachAsync(JarHistorian.Name, await service.SaveAsync(Jar.WithEvents(4)));
        var pause = await _clock.NextPauseAsync();
        Assert.Contains("DbUpdateException", (await service.StatusOf(JarProjection.Name)).Error);

        SubscriberFolder.Execute(_folder.ReadModelOf(JarProjection.Name), "DROP TRIGGER one");
        _clock.Advance(pause);
        await service.ReachAsync(JarProjection.Name, 6);
        Assert.Equal([1, 2, 3, 4, 5, 6], await service.UseAsync((JarTables tables) => tables.HandledPositionsAsync()));
    }

    [Fact]
    public async Task From_a_checkpoint_that_was_moved_by_hand_it_goes_on()
    {
        await using var service = await StartAsync();
        await service.ReachAsync(JarHistorian.Name, await service.SaveAsync(Jar.WithEvents(3)));
        SubscriberFolder.Execute(_folder.Journal, "UPDATE effect_checkpoint SET position = 1, event_id = NULL");
        await service.SaveAsync(Jar.Open());
        await service.IsEventuallyAsync(JarHistorian.Name, status => status.Position == 4);

        Assert.Equal([1, 2, 3, 4, 2, 3, 4], _probe.PositionsOf<JarHistorian>());
    }

    private Task<SubscriberHarness> StartAsync() => SubscriberHarness.StartAsync(_folder, Types, _clock, _probe);

    private void Fail<TSubscriber>(long at) => _probe.Interfere = (subscriber, stored) =>
        subscriber == typeof(TSubscriber) && stored.Position == at ? throw new InvalidOperationException($"Position {at} is too much.") : Task.CompletedTask;
}
