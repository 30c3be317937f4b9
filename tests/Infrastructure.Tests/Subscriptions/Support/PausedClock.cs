using System.Threading.Channels;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using Microsoft.Extensions.Time.Testing;

namespace CleanES.Infrastructure.Tests.Subscriptions;

/// <summary>Stands still, and tells when somebody begins to wait. No watcher ticks unless the clock is advanced.</summary>
internal sealed class PausedClock() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private readonly Channel<TimeSpan> _pauses = Channel.CreateUnbounded<TimeSpan>();

    private static readonly TimeSpan _handlerTimeout = new SubscriberSettings().HandlerTimeout;

    /// <summary>By how much a person has set it: neither timers nor timestamps notice.</summary>
    public TimeSpan SetBy { get; set; }

    /// <summary>Ends when somebody waits, other than for a tick or the end of a handler.</summary>
    /// <returns>For how long.</returns>
    public Task<TimeSpan> NextPauseAsync() => _pauses.Reader.ReadAsync().AsTask().WaitAsync(SubscriberHarness.Deadline);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + SetBy;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (period == Timeout.InfiniteTimeSpan && dueTime != _handlerTimeout) _pauses.Writer.TryWrite(dueTime);
        return timer;
    }
}
