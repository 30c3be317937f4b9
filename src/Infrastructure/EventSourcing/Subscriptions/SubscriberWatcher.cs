using CleanES.Infrastructure.EventSourcing.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>Notices what persons ask for and what other processes take over, and shows that this process lives.</summary>
internal sealed partial class SubscriberWatcher(
    SubscriberCatalogue subscribers, SubscriberTable table, Leases leases, TimeProvider clock, ILogger<SubscriberWatcher> log, IHostApplicationLifetime lifetime) : BackgroundWork(lifetime)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public async Task LookAsync(CancellationToken cancellation)
    {
        var rows = await table.ReadAsync(cancellation);
        await leases.KeepAsync(rows, cancellation);     // first: what is not run here any more does nothing of what was asked for
        foreach (var subscriber in subscribers.All)
            if (rows.Find(row => row.Name == table.KeyOf(subscriber)) is { } row) subscriber.Refresh(row);
    }

    protected override async Task WorkAsync(CancellationToken stopping)
    {
        var canLook = true;
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                await LookAsync(stopping);
                canLook = true;
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                if (canLook) CannotLook(failure);
                canLook = false;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "How the subscribers stand cannot be read now, nor a sign of life be given; it is tried again")]
    private partial void CannotLook(Exception failure);
}
