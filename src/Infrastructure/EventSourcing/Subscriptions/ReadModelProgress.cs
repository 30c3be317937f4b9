using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>Lets a query wait until the read model that it reads shows its caller's own writes.</summary>
internal sealed class ReadModelProgress(
    SubscriberCatalogue subscribers, ReadModelScope readModels, ReadModelAnswer answer, JournalHead head, IJournal journal, TimeProvider clock)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WhileRunHere = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan WhileRunElsewhere = TimeSpan.FromMilliseconds(30);

    /// <summary>Ends when the tables show every event up to the position, but for those that are parked; at once if none is asked for.</summary>
    /// <exception cref="PositionAheadException">The journal has not reached the position.</exception>
    /// <exception cref="ReadModelBehindException">The tables did not reach it within five seconds, or another read model has taken their place meanwhile.</exception>
    public async Task ReachAsync<TContext>(long? position, CancellationToken cancellation) where TContext : ReadModelContext
    {
        if (position is not { } asked) return;

        if (asked > head.Position) head.Advance(await journal.HeadAsync(cancellation));
        if (asked > head.Position) throw new PositionAheadException(asked, head.Position);

        var projection = subscribers.OwnerOf(typeof(TContext));
        var generation = readModels.GenerationOf(projection);
        var reached = 0L;
        using var timeout = new CancellationTokenSource(LongestWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            while ((reached = await PositionAsync(projection, generation, asked, either.Token)) < asked)
            {
                if (projection.Row.Generation != generation) throw new ReadModelBehindException(projection.Name, asked, reached, isStopped: false);
                either.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ReadModelBehindException(projection.Name, asked, reached, isStopped: projection.Row.Error is not null);
        }

        answer.Parked = await ParkedAsync(projection, cancellation);
    }

    /// <summary>Where this process moves the checkpoint, it knows at once; another process's is looked at again and again.</summary>
    private async Task<long> PositionAsync(Subscriber projection, int generation, long asked, CancellationToken cancellation)
    {
        if (projection.RunHere == generation)
        {
            if (projection.Progress.Position < asked) await Task.WhenAny(projection.Progress.ReachAsync(asked, cancellation), Task.Delay(WhileRunHere, cancellation));
            return projection.Progress.Position;
        }

        await using var tables = readModels.Open(projection);
        var position = await tables.Checkpoints.Select(row => row.Position).SingleAsync(cancellation);
        if (position < asked) await Task.Delay(WhileRunElsewhere, cancellation);
        return position;
    }

    private async Task<long> ParkedAsync(Subscriber projection, CancellationToken cancellation)
    {
        await using var tables = readModels.Open(projection);
        return await tables.Parked.LongCountAsync(cancellation);
    }
}
