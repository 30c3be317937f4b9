using Microsoft.Extensions.Hosting;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>Work that begins once requests are served, so that it neither delays the start nor outlives one that failed.</summary>
internal abstract class BackgroundWork(IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <summary>Whether this process serves requests.</summary>
    protected bool IsServing => lifetime.ApplicationStarted.IsCancellationRequested;

    protected abstract Task WorkAsync(CancellationToken stopping);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        await WorkAsync(stoppingToken);
    }
}
