using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.Tests.Subscriptions;

public sealed class ReadModelProgressTests : IDisposable
{
    private readonly SubscriberFolder _folder = new();
    private readonly PausedClock _clock = new();
    private readonly Probe _probe = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_a_position_nobody_waits()
    {
        _probe.Interfere = (_, _) => throw new InvalidOperationException("Never.");
        await using var service = await StartAsync();
        await service.SaveAsync(Jar.Open());
        await _clock.NextPauseAsync();

        Assert.True(service.Get<ReadModelProgress>().ReachAsync<JarTables>(null, default).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_caller_reads_its_own_writes()
    {
        await using var service = await StartAsync();
        for (var i = 1; i <= 20; i++)
        {
            await service.Get<ReadModelProgress>().ReachAsync<JarTables>(await service.SaveAsync(Jar.Open()), default);
            Assert.Equal(i, await service.UseAsync((JarTables tables) => tables.Jars.CountAsync()));
        }
    }

    [Fact]
    public async Task What_another_process_has_appended_counts_even_before_the_watcher_saw_it()
    {
        await using var service = await StartAsync();
        await using var other = SubscriberHarness.Prepare(_folder, [typeof(Jar)]);
        await service.Get<ReadModelProgress>().ReachAsync<JarTables>(await other.SaveAsync(Jar.Open()), default).WaitAsync(SubscriberHarness.Deadline);

        Assert.Equal(1, await service.UseAsync((JarTables tables) => tables.Jars.CountAsync()));
    }

    [Fact]
    public async Task A_position_that_the_journal_has_not_reached_is_refused()
    {
        await using var service = await StartAsync();
        await service.SaveAsync(Jar.Open());

        var refused = await Assert.ThrowsAsync<PositionAheadException>(() => service.Get<ReadModelProgress>().ReachAsync<JarTables>(2, default));
        Assert.Equal("The journal is at position 1 and has not reached 2.", refused.Message);
    }

    [Fact]
    public async Task A_stopped_projection_is_waited_for_five_seconds_and_then_called_stopped()
    {
        _probe.Interfere = (_, stored) => stored.Position == 2 ? throw new InvalidOperationException("No jars today.") : Task.CompletedTask;
        await using var service = await StartAsync();
        await service.ReachAsync(JarProjection.Name, await service.SaveAsync(Jar.Open()));
        await service.SaveAsync(Jar.Open());
        await _clock.NextPauseAsync();

        var waiting = service.Get<ReadModelProgress>().ReachAsync<JarTables>(2, default);
        Assert.Equal(TimeSpan.FromSeconds(5), await _clock.NextPauseAsync());
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(5));

        var behind = await Assert.ThrowsAsync<ReadModelBehindException>(() => waiting.WaitAsync(SubscriberHarness.Deadline));
        Assert.Equal(
            "Projection jars has reached position 1, not yet 2. It is stopped by a failure and tried again.", behind.Message);
    }

    [Fact]
    public async Task A_slow_projection_is_not_called_stopped()
    {
        var gate = new TaskCompletionSource();
        _probe.Interfere = (_, _) => gate.Task;
        await using var service = await StartAsync();
        await service.SaveAsync(Jar.Open());

        var waiting = service.Get<ReadModelProgress>().ReachAsync<JarTables>(1, default);
        _clock.Advance(await _clock.NextPauseAsync());
        var behind = await Assert.ThrowsAsync<ReadModelBehindException>(() => waiting.WaitAsync(SubscriberHarness.Deadline));
        gate.SetResult();

        Assert.Equal("Projection jars has reached position 0, not yet 1.", behind.Message);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_not_told_that_the_read_model_is_behind()
    {
        _probe.Interfere = (_, _) => throw new InvalidOperationException("Never.");
        await using var service = await StartAsync();
        await service.SaveAsync(Jar.Open());
        using var givesUp = new CancellationTokenSource();

        var waiting = service.Get<ReadModelProgress>().ReachAsync<JarTables>(1, givesUp.Token);
        await givesUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(SubscriberHarness.Deadline));
    }

    private Task<SubscriberHarness> StartAsync() => SubscriberHarness.StartAsync(_folder, JarProjection.Types, _clock, _probe);
}
