using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Schemas;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>One checkpoint's way through the journal: what comes next, and what becomes of it when it fails.</summary>
internal sealed class Course(
    Subscriber subscriber, SubscriberStep step, Lease lease, EventSerializer serializer, JournalReader journal, JournalHead head, SubscriberSettings settings, TimeProvider clock)
{
    public const int BatchSize = 256;

    private HashSet<(string Type, Guid Id)> _parked = [];
    private HashSet<long> _skipped = [];
    private long _singlyUpTo;
    private int _faults;

    /// <summary>By timestamps: the system's clock may be set meanwhile.</summary>
    private long _pausedAt;
    private TimeSpan _pause;

    /// <summary>What is handled just now, and nothing with it.</summary>
    private EventEnvelope? _alone;
    private bool _isBatch;

    private (long After, Task<IReadOnlyList<EventEnvelope>>? Reading) _ahead;

    public SubscriberStep Step { get; } = step;

    public long Position => Step.Position;

    /// <summary>Whether something that is parked is to be tried again.</summary>
    public bool HasRetried { get; private set; }

    /// <summary>Failures since the last success.</summary>
    public int Attempts { get; private set; }

    /// <summary>How long it does nothing yet: <see cref="TimeSpan.MaxValue"/> until a person asks for something.</summary>
    public TimeSpan PauseLeft => _pause == TimeSpan.MaxValue || _pause == TimeSpan.Zero ? _pause
        : clock.GetElapsedTime(_pausedAt) is var passed && passed < _pause ? _pause - passed : TimeSpan.Zero;

    public bool IsReady => PauseLeft == TimeSpan.Zero;

    /// <summary>How a row that is handled alone is handled; simply by default.</summary>
    public Func<long, Func<Task>, Task> Alone { get; set; } = (_, handle) => handle();

    /// <summary>Whether more may be begun of what is at hand.</summary>
    public Func<bool> GoesOn { get; set; } = () => true;

    public void Pause(TimeSpan pause) => (_pausedAt, _pause) = (clock.GetTimestamp(), pause);

    /// <summary>Up to here, each row is handled alone.</summary>
    public void GoSingly(long upTo) => _singlyUpTo = Math.Max(_singlyUpTo, upTo);

    /// <summary>Has what could not be read tried again, with what is parked of the same aggregates: another version of the service may have been at work before.</summary>
    public async Task RetryUnreadableAsync(CancellationToken cancellation)
    {
        var unreadable = await Step.ParkedAsync(
            rows => rows.Where(row => row.Error != null && row.Error.StartsWith(nameof(UnreadableEventException))).ToListAsync(cancellation));
        foreach (var aggregate in unreadable.Select(row => row.Aggregate).Distinct()) await FlagAsync(aggregate, isRetried: true, cancellation);
    }

    /// <summary>Reads what a person may have changed, and begins with fresh attempts.</summary>
    /// <param name="skipped">Positions that are given up.</param>
    public async Task LookAsync(IEnumerable<long> skipped, CancellationToken cancellation)
    {
        var aggregates = await Step.ParkedAsync(rows => rows.Select(row => new { row.AggregateType, row.AggregateId }).Distinct().ToListAsync(cancellation));
        _parked = [.. aggregates.Select(row => (row.AggregateType, row.AggregateId))];
        HasRetried = await Step.ParkedAsync(rows => rows.AnyAsync(row => row.IsRetried, cancellation));
        _skipped = [.. skipped];
        (Attempts, _faults, _pause) = (0, 0, TimeSpan.Zero);
    }

    /// <summary>Handles what comes next, at least one row.</summary>
    public async Task HandleNextAsync(CancellationToken cancellation)
    {
        var from = Position;
        (_alone, _isBatch) = (null, false);
        if (HasRetried) await HandleRetriedAsync(cancellation);
        else if (_skipped.Contains(from + 1)) await Step.PassAsync(from + 1, await journal.EventIdAsync(from + 1, cancellation), parked: null, lease, cancellation);
        else await HandleBatchAsync(from, cancellation);
        (Attempts, _faults) = (0, 0);
    }

    /// <returns>How it stands; null if the event was set aside and nothing stands in the way.</returns>
    public async Task<Failure?> FailAsync(Exception exception, CancellationToken cancellation)
    {
        var failure = Step.Explain(exception) ?? exception;
        Attempts++;
        GoSingly(Position + BatchSize);
        var isFault = !IsOfTheSurroundings(failure);
        if (isFault && !_isBatch) _faults++;     // of a batch it is not known which event is at fault
        var isDeadly = failure is DeadlyEventException;
        if ((_faults >= settings.Attempts || isDeadly) && isFault && subscriber.OnFailure == OnFailure.Park && _alone is { } alone && alone.Position == Position + 1)
        {
            try
            {
                await ParkAsync(alone, failure, cancellation);
                return null;
            }
            catch (Exception notParked) when (notParked is not LostLeaseException && !cancellation.IsCancellationRequested)
            {
                failure = Step.Explain(notParked) ?? notParked;
            }
        }

        var isUsedUp = (!_isBatch && (isFault ? _faults : Attempts) >= settings.Attempts) || isDeadly || failure is AnotherJournalException;
        Pause(isDeadly ? TimeSpan.MaxValue : isUsedUp ? settings.LongestPause : settings.PauseAfter(Attempts));
        return new Failure(Attempts, Told(failure), isDeadly ? null : clock.GetUtcNow() + _pause, isUsedUp);
    }

    /// <summary>EF Core tells what failed only in the exception within.</summary>
    private static string Told(Exception failure) => $"{failure.GetType().Name}: {(failure is DbUpdateException ? failure.GetBaseException() : failure).Message}";

    /// <summary>No event is at fault: as soon as these can be reached, it goes on, however long that takes.</summary>
    private static bool IsOfTheSurroundings(Exception failure) => failure is JournalUnavailableException or OutcomeUnknownException or ReadModelUnavailableException or ReadModelBehindException;

    private async Task HandleBatchAsync(long from, CancellationToken cancellation)
    {
        var rows = await NextRowsAsync(from, from < _singlyUpTo ? 1 : BatchSize, cancellation);
        _isBatch = rows.Count > 1;
        if (!_isBatch) _alone = rows[0];
        var batch = rows.TakeWhile((row, index) => index == 0 || !_skipped.Contains(row.Position)).Select(Deliver).ToList();
        if (batch is [{ IsParked: false, Events.Count: > 0 }]) await Alone(from + 1, () => Step.HandleAsync(batch, GoesOn, lease, cancellation));
        else await Step.HandleAsync(batch, GoesOn, lease, cancellation);
        Telemetry.Handled(subscriber, batch.Where(one => !one.IsParked).Sum(one => one.Events.Count));
    }

    /// <summary>While a full batch is handled, the next one is read: that takes about as long.</summary>
    private async Task<IReadOnlyList<EventEnvelope>> NextRowsAsync(long from, int limit, CancellationToken cancellation)
    {
        var reading = limit == BatchSize && _ahead.After == from ? _ahead.Reading : null;
        _ahead = default;       // a failure to read is met once
        var rows = await (reading ?? journal.BatchAsync(from, limit, cancellation));
        if (rows.Count == BatchSize && rows[^1].Position is var last && last < head.Position)
            _ahead = (last, Task.Run(() => journal.BatchAsync(last, BatchSize, cancellation), cancellation));
        return rows;
    }

    private Delivery Deliver(EventEnvelope stored)
    {
        if (!_parked.Contains((stored.AggregateType, stored.AggregateId))) return new Delivery(stored, EventsOf(stored));

        try
        {
            return new Delivery(stored, [], IsParked: EventsOf(stored).Count > 0);
        }
        catch (UnreadableEventException)
        {
            return new Delivery(stored, [], IsParked: true);    // whoever has it tried again finds out
        }
    }

    private List<StoredEvent> EventsOf(EventEnvelope stored) => [.. serializer.ToStoredEvents(stored, subscriber.Handles)];

    private async Task ParkAsync(EventEnvelope stored, Exception failure, CancellationToken cancellation)
    {
        await Step.PassAsync(
            stored.Position, stored.EventId, ParkedEvent.Of(stored, subscriber.Name, Told(failure), _faults, clock.GetUtcNow()), lease, cancellation);
        _parked.Add((stored.AggregateType, stored.AggregateId));
        (Attempts, _faults) = (0, 0);
        Telemetry.Parked(subscriber);
    }

    /// <summary>All that is parked of one aggregate, in order, up to one that fails again.</summary>
    private async Task HandleRetriedAsync(CancellationToken cancellation)
    {
        if (await Step.ParkedAsync(rows => rows.Where(row => row.IsRetried).OrderBy(row => row.Position).FirstOrDefaultAsync(cancellation)) is not { Aggregate: var aggregate })
        {
            HasRetried = false;
            return;
        }

        await FlagAsync(aggregate, isRetried: false, cancellation);     // before it is tried: if the process dies of it, the next one does not
        var isDone = false;
        try
        {
            foreach (var parked in await Step.ParkedAsync(rows => rows.Where(row => row.AggregateType == aggregate.Type && row.AggregateId == aggregate.Id).OrderBy(row => row.Position).ToListAsync(cancellation)))
            {
                if (!GoesOn()) return;

                if (await HandleAgainAsync(parked, cancellation) is { } failure)
                {
                    await Step.ChangeParkedAsync(
                        row => row.Position == parked.Position, row => row.SetProperty(one => one.Error, Told(failure)).SetProperty(one => one.Attempts, one => one.Attempts + 1), lease, cancellation);
                    isDone = true;
                    return;
                }
            }

            _parked.Remove(aggregate);
            isDone = true;
        }
        finally
        {
            if (!isDone) await FlagAsync(aggregate, isRetried: true, CancellationToken.None);
        }
    }

    private Task FlagAsync((string Type, Guid Id) aggregate, bool isRetried, CancellationToken cancellation) => Step.ChangeParkedAsync(
        row => row.AggregateType == aggregate.Type && row.AggregateId == aggregate.Id, row => row.SetProperty(one => one.IsRetried, isRetried), lease, cancellation);

    /// <returns>What is wrong with it; null if it is handled.</returns>
    private async Task<Exception?> HandleAgainAsync(ParkedEvent parked, CancellationToken cancellation)
    {
        try
        {
            var stored = (await journal.BatchAsync(parked.Position - 1, 1, cancellation))[0];
            var events = EventsOf(stored);
            await Step.HandleParkedAsync(parked, events, lease, cancellation);
            Telemetry.Handled(subscriber, events.Count);
            return null;
        }
        catch (Exception failure) when (failure is not LostLeaseException && !cancellation.IsCancellationRequested && !IsOfTheSurroundings(Step.Explain(failure) ?? failure))
        {
            return failure;
        }
    }
}

/// <param name="NextAttempt">Null: it waits for a person.</param>
/// <param name="IsUsedUp">There have been as many attempts as there may be.</param>
internal sealed record Failure(int Attempts, string Error, DateTimeOffset? NextAttempt, bool IsUsedUp);

/// <summary>Processes died of an event; none is to die of it again unless a person says so.</summary>
internal sealed class DeadlyEventException(long position, int crashes) : Exception(
    $"{crashes} processes died one after the other while they handled position {position}. Once that is mended, use subscribers retry; or give the event up with subscribers skip.");

/// <summary>The checkpoint was made with another journal, or an older copy was brought back in its place.</summary>
internal sealed class AnotherJournalException(string subscriber, long position, string found) : Exception(
    $"The checkpoint is at position {position}, {found}: it was made with another journal, or an older copy has been brought back. "
    + $"Bring the right journal back, or let it go on with this one: subscribers reset {subscriber}.");
