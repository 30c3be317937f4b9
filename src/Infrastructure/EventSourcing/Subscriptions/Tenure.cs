using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.Logging;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>What a process does with a subscriber while it holds the lease: it goes on after the checkpoint, does what a person asks for, and builds a read model anew beside the live one.</summary>
/// <param name="courseOf">The way of a generation of the read model; of an effect, its only one.</param>
internal sealed partial class Tenure(
    Subscriber subscriber, Lease lease, Func<int, Course> courseOf, Leases leases, SubscriberTable table, JournalReader journal, JournalHead head,
    SubscriberSettings settings, TimeProvider clock, ILogger log)
{
    private readonly int _generation = lease.Row.Generation;
    private readonly Course _live = courseOf(lease.Row.Generation);
    private Course? _building;
    private long _asked = -1;
    private bool _isBegun, _isLookedAt, _isBuildingBegun, _isBuildingLookedAt;
    private CancellationToken _handling;

    /// <summary>Ends when the lease is lost or given up, or the process stops.</summary>
    /// <param name="stopping">Nothing new is begun.</param>
    /// <param name="grace">What was begun is broken off.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken grace)
    {
        using var held = CancellationTokenSource.CreateLinkedTokenSource(stopping, lease.Lost);
        using var handling = CancellationTokenSource.CreateLinkedTokenSource(grace, lease.Lost);
        _handling = handling.Token;
        _live.GoesOn = () => !held.IsCancellationRequested && subscriber.Row is { IsPaused: false } row && row.Asked == _asked;
        while (!held.IsCancellationRequested && subscriber.Row.Generation == _generation)
        {
            var asked = subscriber.Asked;
            if (!await WorkAsync()) await WaitAsync(asked, held.Token);
        }
    }

    /// <returns>Whether there was anything to do.</returns>
    private async Task<bool> WorkAsync()
    {
        var row = subscriber.Row;
        if (_asked != row.Asked)
        {
            (_asked, _isLookedAt, _isBuildingLookedAt) = (row.Asked, false, false);
            _live.Pause(TimeSpan.Zero);
            _building?.Pause(TimeSpan.Zero);
        }

        var worked = _live.IsReady && await TryAsync(_live, () => AdvanceAsync(row), ShowAsync);
        return (_isBegun && !row.IsPaused && row.Building is { } generation && await BuildAsync(generation)) || worked;
    }

    private async Task<bool> AdvanceAsync(SubscriberRow row)
    {
        if (!_isBegun) await BeginAsync();
        if (!_isLookedAt) await _live.LookAsync(await SkippedAsync(), _handling);
        _isLookedAt = true;

        if (row is { IsStopped: true, NextAttempt: null }) _live.Pause(TimeSpan.MaxValue);
        if (row.IsPaused || !_live.IsReady || (!_live.HasRetried && _live.Position >= head.Position)) return false;

        try
        {
            await _live.HandleNextAsync(_handling);
        }
        finally
        {
            subscriber.Progress.Advance(_live.Position);
        }

        if (row.Error is not null) await SucceedAsync();
        return true;
    }

    private async Task BeginAsync()
    {
        var eventId = await _live.Step.TakeOverAsync(lease, leases, _handling);
        await ThrowUnlessOfThisJournalAsync(_live.Position, eventId);
        await _live.RetryUnreadableAsync(_handling);
        Suspect(_live);
        subscriber.Progress.Reset(_live.Position);
        subscriber.RunHere = _generation;
        _isBegun = true;
        if (subscriber.Row is { Error: not null, NextAttempt: not null } && _live.Position >= head.Position) await SucceedAsync();
    }

    /// <param name="eventId">The event that was at the position when the checkpoint was moved there; null if none is known.</param>
    /// <exception cref="AnotherJournalException"/>
    private async Task ThrowUnlessOfThisJournalAsync(long position, Guid? eventId)
    {
        head.Advance(await journal.HeadAsync(_handling));
        if (position > head.Position) throw new AnotherJournalException(subscriber.Name, position, $"which the journal, at {head.Position}, has not reached");
        if (eventId is not { } known || await journal.EventIdAsync(position, _handling) is var found && found == known) return;

        // Versions of the service from before leases move an effect's checkpoint and leave the id of an earlier event.
        if (await journal.PositionOfAsync(known, _handling) is not { } before || before > position)
            throw new AnotherJournalException(subscriber.Name, position, $"where the journal has {(found is null ? "no event" : $"event {found}")} and not {known}");
    }

    /// <summary>If the process before has died, then perhaps of one of the next events.</summary>
    private void Suspect(Course course)
    {
        var upTo = lease.IsUnclean ? Math.Min(course.Position + Course.BatchSize, head.Position) : 0;
        course.GoSingly(upTo);
        course.Alone = async (position, handle) =>
        {
            await HandleAloneAsync(position, isSuspect: position <= upTo, handle);
            if (subscriber.ReadModel is null) upTo = 0;     // an effect was at work on this one alone, a projection on a batch
        };
    }

    /// <summary>What is suspect is noted before, and handled by one subscriber at a time, so that only what a process dies of is blamed for it.</summary>
    private async Task HandleAloneAsync(long position, bool isSuspect, Func<Task> handle)
    {
        if (subscriber.Row is { CrashedAt: { } deadly, Crashes: var crashes } && deadly == position && crashes >= settings.Crashes) throw new DeadlyEventException(position, crashes);
        if (!isSuspect)
        {
            await handle();
            return;
        }

        await leases.OneAtATime.WaitAsync(_handling);
        try
        {
            await table.ChangeAsync(lease, row => row.SetProperty(one => one.Attempting, position), CancellationToken.None);
            try
            {
                await handle();     // once the checkpoint is past it, the note harms nobody
            }
            catch
            {
                await table.ChangeAsync(lease, row => row.SetProperty(one => one.Attempting, (long?)null), CancellationToken.None);
                throw;
            }

            if (subscriber.Row.CrashedAt == position)
                await table.ChangeAsync(lease, row => row.SetProperty(one => one.CrashedAt, (long?)null).SetProperty(one => one.Crashes, 0), CancellationToken.None);
        }
        finally
        {
            leases.OneAtATime.Release();
        }
    }

    private async Task<bool> BuildAsync(int generation)
    {
        if (_building is null) (_building, _isBuildingBegun) = (courseOf(generation), false);
        return _building.IsReady && await TryAsync(_building, () => AdvanceAsync(_building, generation), ShowBuildErrorAsync);
    }

    /// <summary>Goes on to where the live one is, or, if that cannot go on, to the end; then takes its place.</summary>
    private async Task<bool> AdvanceAsync(Course building, int generation)
    {
        if (!_isBuildingBegun)
        {
            var eventId = await building.Step.TakeOverAsync(lease, leases, _handling);
            await ThrowUnlessOfThisJournalAsync(building.Position, eventId);
            Suspect(building);
            _isBuildingBegun = true;
        }

        if (!_isBuildingLookedAt) await building.LookAsync(await SkippedAsync(), _handling);
        _isBuildingLookedAt = true;
        if (subscriber.Row.BuildError is not null && building.Attempts == 0) await ShowAsync(row => row.SetProperty(one => one.BuildError, (string?)null));
        if (building.Position < (_live.IsReady ? _live.Position : head.Position))
        {
            await building.HandleNextAsync(_handling);
            return true;
        }

        await table.ChangeAsync(
            lease, row => row.SetProperty(one => one.Generation, generation).SetProperty(one => one.Building, (int?)null).SetProperty(one => one.BuildError, (string?)null)
                .SetWell(),
            CancellationToken.None);
        subscriber.Refresh(await table.ReadAsync(subscriber, CancellationToken.None));
        Rebuilt(subscriber.Name, building.Position);
        return true;
    }

    private async Task<List<long>> SkippedAsync() => await table.UseAsync(
        context => SubscriberTable.SkipsOf(subscriber, context).Select(row => row.Position!.Value).ToListAsync(_handling), _handling);

    private async Task<bool> TryAsync(Course course, Func<Task<bool>> work, Func<Failure, Task> show)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is not LostLeaseException && !_handling.IsCancellationRequested)
        {
            var failure = await course.FailAsync(exception, _handling);
            if (failure is null)
            {
                if (course == _live)
                {
                    subscriber.Progress.Advance(course.Position);
                    await SucceedAsync();
                }

                Parked(exception, subscriber.Kind, subscriber.Name, course.Position);
            }
            else
            {
                Telemetry.Retried(subscriber);
                await show(failure);
                Failed(exception, course == _live ? subscriber.Kind : "rebuild of", subscriber.Name, course.Position, failure.Attempts, failure switch
                {
                    { NextAttempt: null } => "it waits for a person",
                    { IsUsedUp: true } => $"it is stopped, and tried again at {failure.NextAttempt:u}",
                    _ => $"it is tried again at {failure.NextAttempt:u}",
                });
            }

            return true;
        }
    }

    private Task ShowAsync(Failure failure) => ShowAsync(row => row.SetProperty(one => one.Attempts, failure.Attempts).SetProperty(one => one.Error, failure.Error)
        .SetProperty(one => one.NextAttempt, failure.NextAttempt).SetProperty(one => one.IsStopped, failure.IsUsedUp));

    private Task ShowBuildErrorAsync(Failure failure) => ShowAsync(row => row.SetProperty(one => one.BuildError, failure.Error));

    private async Task SucceedAsync()
    {
        await ShowAsync(row => row.SetWell());
        GoesOn(subscriber.Kind, subscriber.Name, _live.Position);
    }

    private async Task ShowAsync(Action<UpdateSettersBuilder<SubscriberRow>> change)
    {
        try
        {
            await table.ChangeAsync(lease, change, CancellationToken.None);
            subscriber.Refresh(await table.ReadAsync(subscriber, CancellationToken.None));
        }
        catch (JournalUnavailableException unavailable)
        {
            NotShown(unavailable, subscriber.Name);
        }
    }

    /// <summary>Until there is more in the journal, or it is time for another attempt, or a person has asked for something.</summary>
    private async Task WaitAsync(Task asked, CancellationToken cancellation)
    {
        TimeSpan[] pauses = [_live.PauseLeft, _building?.PauseLeft ?? TimeSpan.Zero];
        var next = pauses.Where(pause => pause > TimeSpan.Zero).DefaultIfEmpty(TimeSpan.MaxValue).Min();
        using var alarm = next == TimeSpan.MaxValue ? new CancellationTokenSource() : new CancellationTokenSource(next, clock);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(alarm.Token, cancellation);
        var isIdle = !subscriber.Row.IsPaused && _live.IsReady;
        await Task.WhenAny(asked, head.ReachAsync(isIdle ? _live.Position + 1 : long.MaxValue, any.Token));
        await any.CancelAsync();
    }

    [LoggerMessage(LogLevel.Error, "The {Kind} {Subscriber} failed after position {Position}, attempt {Attempts}: {Next}")]
    private partial void Failed(Exception failure, string kind, string subscriber, long position, int attempts, string next);

    [LoggerMessage(LogLevel.Error, "The {Kind} {Subscriber} has parked position {Position} and what follows of the same aggregate; it goes on with the others")]
    private partial void Parked(Exception failure, string kind, string subscriber, long position);

    [LoggerMessage(LogLevel.Warning, "How {Subscriber} stands cannot be written down now, so that other processes do not see it")]
    private partial void NotShown(Exception failure, string subscriber);

    [LoggerMessage(LogLevel.Information, "The {Kind} {Subscriber} goes on; it has handled position {Position}")]
    private partial void GoesOn(string kind, string subscriber, long position);

    [LoggerMessage(LogLevel.Information, "The read model of {Subscriber} is built anew up to position {Position}, and live")]
    private partial void Rebuilt(string subscriber, long position);
}
