using System.Collections.Concurrent;
using CleanES.Infrastructure.EventSourcing.Journal;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>
/// Has each subscriber run in one process at a time. A process keeps its subscribers as long as it gives signs of life, by a counter: no clock is compared with that of another
/// process. What one that was taken over still does is refused by the epoch, in the transaction that moves the checkpoint.
/// </summary>
internal sealed class Leases(SubscriberTable table, JournalWriter writer, IJournalDatabase database, SubscriberSettings settings, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(2);      // other processes may be set to shorter leases

    private readonly string _process = Guid.CreateVersion7().ToString("N");
    private readonly ConcurrentDictionary<string, Lease> _held = [];
    private readonly Lock _gate = new();
    private IDisposable? _alive;
    private long _beatenAt;

    /// <summary>Held by a subscriber that handles what a process may have died of.</summary>
    public SemaphoreSlim OneAtATime { get; } = new(1);

    /// <summary>Ends when no other process runs the subscriber.</summary>
    public async Task<Lease> AcquireAsync(Subscriber subscriber, CancellationToken cancellation)
    {
        var (seen, seenAt) = ((Epoch: -1L, Beat: 0L), clock.GetTimestamp());
        while (true)
        {
            var row = await table.ReadAsync(subscriber, cancellation);
            subscriber.Refresh(row);
            if (seen != (row.Epoch, row.Beat)) (seen, seenAt) = ((row.Epoch, row.Beat), clock.GetTimestamp());
            if (IsFree(row, clock.GetElapsedTime(seenAt)) && await TakeAsync(row, cancellation) is { } lease)
            {
                subscriber.Refresh(lease.Row);
                return lease;
            }

            await Task.Delay(Interval, clock, cancellation);
        }
    }

    public bool IsRunSomewhere(SubscriberRow row) => row.Owner is { } owner && (owner == _process || !database.HasEnded(owner));

    /// <summary>Where the database that the subscriber writes has seen a higher epoch, as after the journal was brought back from a backup.</summary>
    /// <exception cref="LostLeaseException"/>
    public async Task RaiseAsync(Lease lease, long above, CancellationToken cancellation)
    {
        var before = lease.Epoch;
        lease.Epoch = above + 1;        // first: a lower one that is read meanwhile is no loss
        if (!await table.ChangeAsync(row => row.Name == lease.Key && row.Epoch == before, row => row.SetProperty(one => one.Epoch, above + 1), cancellation))
            throw new LostLeaseException(lease.Key);
    }

    public async Task ReleaseAsync(Lease lease)
    {
        _held.TryRemove(lease.Key, out _);
        await table.ChangeAsync(
            row => row.Name == lease.Key && row.Epoch == lease.Epoch, row => row.SetProperty(one => one.Owner, (string?)null), CancellationToken.None);
    }

    /// <summary>Gives a sign of life if it is time, and finds out what was taken over.</summary>
    /// <param name="rows">As just read.</param>
    public async Task KeepAsync(IReadOnlyList<SubscriberRow> rows, CancellationToken cancellation)
    {
        foreach (var row in rows)
            if (_held.TryGetValue(row.Name, out var lease) && (row.Epoch > lease.Epoch || (row.Epoch == lease.Epoch && row.Owner != _process)) && _held.TryRemove(row.Name, out _))
                lease.Lose();
        var silence = settings.LeaseTime / 5;
        if (_held.IsEmpty || clock.GetElapsedTime(_beatenAt) < (silence < LongestSilence ? silence : LongestSilence)) return;

        await writer.AppendAsync(new Append([], AliveProcess: _process)).WaitAsync(cancellation);       // takes its turn with the appends, of other processes too
        _beatenAt = clock.GetTimestamp();
    }

    public void Dispose()
    {
        _alive?.Dispose();
        OneAtATime.Dispose();
    }

    private bool IsFree(SubscriberRow row, TimeSpan silentFor) =>
        row.Owner is not { } owner || owner == _process || silentFor > settings.LeaseTime || database.HasEnded(owner);

    /// <returns>Null if another process was faster.</returns>
    private async Task<Lease?> TakeAsync(SubscriberRow row, CancellationToken cancellation)
    {
        lock (_gate) _alive ??= database.ShowAlive(_process);
        var isUnclean = row.Owner is not null && row.Owner != _process;
        var deadly = isUnclean && database.HasEnded(row.Owner!) ? row.Attempting : null;     // one that only stands still has not died of it
        var taken = row with
        {
            Owner = _process,
            Epoch = row.Epoch + 1,
            Attempting = null,
            CrashedAt = deadly ?? row.CrashedAt,
            Crashes = deadly is null ? row.Crashes : deadly == row.CrashedAt ? row.Crashes + 1 : 1,
        };
        var isTaken = await table.ChangeAsync(
            one => one.Name == row.Name && one.Epoch == row.Epoch,
            one => one.SetProperty(set => set.Owner, taken.Owner).SetProperty(set => set.Epoch, taken.Epoch).SetProperty(set => set.Attempting, taken.Attempting)
                .SetProperty(set => set.CrashedAt, taken.CrashedAt).SetProperty(set => set.Crashes, taken.Crashes),
            cancellation);
        return isTaken ? _held[row.Name] = new Lease(this, taken, isUnclean) : null;
    }
}

/// <summary>The right to run a subscriber. Disposing it gives it back.</summary>
/// <param name="row">As it was taken.</param>
/// <param name="isUnclean">The process before did not give it back: it may have died of what it handled.</param>
internal sealed class Lease(Leases leases, SubscriberRow row, bool isUnclean) : IAsyncDisposable
{
    private readonly CancellationTokenSource _lost = new();

    public string Key => Row.Name;
    public SubscriberRow Row { get; } = row;
    public bool IsUnclean { get; } = isUnclean;
    public long Epoch { get; set; } = row.Epoch;

    /// <summary>Another process has it.</summary>
    public CancellationToken Lost => _lost.Token;

    public void Lose() => _lost.Cancel();

    public async ValueTask DisposeAsync() => await leases.ReleaseAsync(this);
}
