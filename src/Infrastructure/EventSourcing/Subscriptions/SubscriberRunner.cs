using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Schemas;
using Microsoft.Extensions.Logging;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>
/// Brings one subscriber through the journal: reads what lies after its checkpoint, hands it the events that it handles in order, moves
/// the checkpoint. After a failure it tries again with growing pauses, event by event until past the batch that failed.
/// </summary>
internal sealed partial class SubscriberRunner(
    Subscriber subscriber, ISubscriberStep step, EventSerializer serializer, JournalReader journal, JournalHead head,
    TimeProvider clock, ILogger<SubscriberRunner> log)
{
    private const int BatchSize = 256;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private long _singlyUpTo;

    /// <summary>Ends when the process stops, and only then.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ReadCheckpointAsync(stopping);
                while (true)
                {
                    await head.ReachAsync(subscriber.Progress.Position + 1, stopping);
                    await HandleBatchAsync(stopping);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (LostCheckpointException)
            {
                // Another process was faster. What it has handled is behind the checkpoint, which is read again.
            }
            catch (Exception failure)
            {
                await Task.Delay(Stop(failure), clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReadCheckpointAsync(CancellationToken cancellation)
    {
        var checkpoint = await step.CheckpointAsync(cancellation);
        if (checkpoint < subscriber.Progress.Position)
            throw new InvalidOperationException(
                $"The checkpoint went back from {subscriber.Progress.Position} to {checkpoint} while the service ran. Start it again.");
        if (checkpoint > head.Position) head.Advance(await journal.HeadAsync(cancellation));
        if (checkpoint > head.Position)
        {
            throw new InvalidOperationException(
                $"The checkpoint is at position {checkpoint}, which the journal has not reached: it was made with another journal. "
                + "Bring that journal back, or delete the read model.");
        }

        // Another process may have handled what failed here, or nothing failed but the reading of the checkpoint.
        if (subscriber.Failure is not null && (checkpoint > subscriber.Progress.Position || checkpoint >= head.Position))
        {
            subscriber.MoveTo(checkpoint);
            GoesOn(subscriber.Kind, subscriber.Name, checkpoint);
        }

        subscriber.Progress.Advance(checkpoint);
    }

    private async Task HandleBatchAsync(CancellationToken cancellation)
    {
        var from = subscriber.Progress.Position;
        var batch = await journal.BatchAsync(from, from < _singlyUpTo ? 1 : BatchSize, cancellation);
        var events = batch.SelectMany(stored => serializer.ToStoredEvents(stored, subscriber.Handles)).ToList();
        var to = batch[^1].Position;
        var stopped = subscriber.Failure is not null;
        await step.HandleAsync(events, from, to, cancellation);
        if (stopped) GoesOn(subscriber.Kind, subscriber.Name, to);
    }

    /// <returns>How long to pause.</returns>
    private TimeSpan Stop(Exception failure)
    {
        var attempts = (subscriber.Failure?.Attempts ?? 0) + 1;
        var pause = FirstPause * Math.Pow(2, Math.Min(attempts - 1, 20));
        if (pause > LongestPause) pause = LongestPause;

        _singlyUpTo = subscriber.Progress.Position + BatchSize;
        subscriber.Failure = new SubscriberFailure(attempts, $"{failure.GetType().Name}: {failure.Message}", clock.GetUtcNow() + pause);
        Stopped(failure, subscriber.Kind, subscriber.Name, subscriber.Progress.Position, attempts, pause);
        return pause;
    }

    [LoggerMessage(LogLevel.Error, "The {Kind} {Subscriber} is stopped after position {Position}: attempt {Attempts} failed, the next follows in {Pause}")]
    private partial void Stopped(Exception failure, string kind, string subscriber, long position, int attempts, TimeSpan pause);

    [LoggerMessage(LogLevel.Information, "The {Kind} {Subscriber} goes on; it has handled position {Position}")]
    private partial void GoesOn(string kind, string subscriber, long position);
}
