using CleanES.Application.EventSourcing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>Notices what other processes append.</summary>
internal sealed partial class JournalWatcher(
    IJournal journal, JournalHead head, TimeProvider clock, ILogger<JournalWatcher> log, IHostApplicationLifetime lifetime) : BackgroundWork(lifetime)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    protected override async Task WorkAsync(CancellationToken stopping)
    {
        var readable = true;
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                head.Advance(await journal.HeadAsync(stopping));
                if (!readable) CanReadAgain();
                readable = true;
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                if (readable) CannotRead(failure);
                readable = false;
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    [LoggerMessage(LogLevel.Warning, "The journal cannot be read now; it is tried again")]
    private partial void CannotRead(Exception failure);

    [LoggerMessage(LogLevel.Information, "The journal can be read again")]
    private partial void CanReadAgain();
}
