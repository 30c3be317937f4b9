using Microsoft.Extensions.Hosting;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>Work that begins once requests are served, so that it neither delays the start nor outlives one that failed.</summary>
internal abstract class BackgroundWork(IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <summary>Its beginning, EF Core's above all, takes all of two cores for a third of a second: the first requests go before it.</summary>
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether this process serves requests.</summary>
    protected bool IsServing => lifetime.ApplicationStarted.IsCancellationRequested;

    protected abstract Task WorkAsync(CancellationToken stopping);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        await Task.Delay(HeadStart, stoppingToken);
        await WorkAsync(stoppingToken);
    }
}
