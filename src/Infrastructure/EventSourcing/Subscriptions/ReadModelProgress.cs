using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>Lets a query wait until the read model that it reads shows its caller's own writes.</summary>
internal sealed class ReadModelProgress(SubscriberCatalogue subscribers, JournalHead head, IJournal journal, TimeProvider clock)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>Ends when the tables show every event up to the position; at once if none is asked for.</summary>
    /// <exception cref="PositionAheadException">The journal has not reached the position.</exception>
    /// <exception cref="ReadModelBehindException">The tables did not reach it within five seconds.</exception>
    public async Task ReachAsync<TContext>(long? position, CancellationToken cancellation) where TContext : ReadModelContext
    {
        if (position is not { } asked) return;

        if (asked > head.Position) head.Advance(await journal.HeadAsync(cancellation));
        if (asked > head.Position) throw new PositionAheadException(asked, head.Position);

        var projection = subscribers.OwnerOf(typeof(TContext));
        using var timeout = new CancellationTokenSource(LongestWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            await projection.Progress.ReachAsync(asked, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ReadModelBehindException(projection.Name, asked, projection.Progress.Position, isStopped: projection.Failure is not null);
        }
    }
}
