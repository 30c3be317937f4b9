using System.Collections.ObjectModel;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>How one append of a group ended.</summary>
/// <param name="Positions">For each aggregate, of its newest event.</param>
internal sealed record AppendOutcome(IReadOnlyList<long> Positions, Exception? Refused = null)
{
    public AppendOutcome(Exception refused) : this([], refused) { }
}

/// <summary>Decides within one transaction which appends of a group win, and inserts the winners. Later ones see earlier ones.</summary>
internal sealed class AppendGroup(IJournalTransaction transaction, IReadOnlyList<Append> appends)
{
    private readonly Dictionary<(string Type, Guid Id), long> _heads = [];

    /// <summary>Inserts the winners; to commit them is left to the caller.</summary>
    /// <param name="begunAt">The newest position when the transaction began.</param>
    /// <returns>How each append ended, and the newest position once the transaction is committed.</returns>
    public (IReadOnlyList<AppendOutcome> Outcomes, long Newest) Insert(long begunAt)
    {
        var newest = begunAt;
        var outcomes = new AppendOutcome[appends.Count];
        for (var i = 0; i < appends.Count; i++) outcomes[i] = Insert(appends[i], ref newest);
        if (newest != begunAt) transaction.MoveCounter(newest);
        return (outcomes, newest);
    }

    private AppendOutcome Insert(Append append, ref long newest)
    {
        // What is stored already has moved its aggregate on. Else an event id can only be taken by another event: the insert finds out, and each is tried alone.
        if (appends.Count == 1 && StoredBefore(append) is { } before) return before;

        foreach (var aggregate in append.Aggregates)
        {
            var actual = HeadOf(aggregate.Key);
            if (actual != aggregate.ExpectedVersion)
                return StoredBefore(append) ?? new AppendOutcome(new LostRaceException(aggregate.Aggregate, aggregate.Key.Id, aggregate.ExpectedVersion, actual));
        }

        if (TakenClaim(append) is { } taken) return StoredBefore(append) ?? new AppendOutcome(taken);
        if (append.Checkpoint is { } move && !transaction.Move(move))
            return new AppendOutcome(new LostLeaseException(move.Subscriber));

        if (append.AliveProcess is { } process) transaction.ShowAlive(process);
        if (append.Snapshot is { } snapshot) transaction.Store(snapshot);

        MoveClaims(append);
        var positions = new List<long>(append.Aggregates.Count);
        foreach (var aggregate in append.Aggregates)
        {
            foreach (var row in aggregate.Events) transaction.Insert(row, ++newest);
            positions.Add(newest);
            _heads[aggregate.Key] = aggregate.Events[^1].AggregateVersion;
        }

        return new AppendOutcome(positions);
    }

    /// <summary>Tells of a claim that somebody else holds, and goes on to hold.</summary>
    private ClaimTakenException? TakenClaim(Append append)
    {
        var claiming = append.Aggregates.Where(aggregate => aggregate.Claims is not null).ToDictionary(aggregate => aggregate.Key);
        HashSet<(string, string)> taken = [];
        foreach (var (key, aggregate) in claiming)
        {
            foreach (var (name, value) in aggregate.Claims!)
            {
                var holder = transaction.HolderOf(name, value);
                var isFree = holder is null || claiming.ContainsKey(holder.Value);      // what this append takes anew is told apart by the next line
                if (!isFree || !taken.Add((name, value))) return new ClaimTakenException(name, value);
            }
        }

        return null;
    }

    /// <summary>Frees everything first, so that two aggregates may exchange what they hold.</summary>
    private void MoveClaims(Append append)
    {
        foreach (var aggregate in append.Aggregates.Where(aggregate => aggregate.Claims is not null)) transaction.FreeClaims(aggregate.Key.Type, aggregate.Key.Id);
        foreach (var aggregate in append.Aggregates)
        {
            foreach (var (name, value) in aggregate.Claims ?? ReadOnlyDictionary<string, string>.Empty)
                transaction.TakeClaim(name, value, aggregate.Key.Type, aggregate.Key.Id);
        }
    }

    private long HeadOf((string Type, Guid Id) key)
    {
        if (!_heads.TryGetValue(key, out var version)) _heads[key] = version = transaction.HeadOf(key.Type, key.Id);
        return version;
    }

    /// <summary>The first answer again if just these events are stored; null if none of their ids is.</summary>
    private AppendOutcome? StoredBefore(Append append)
    {
        var events = append.Events.ToList();
        var stored = events.ConvertAll(one => transaction.Find(one.EventId));
        if (stored.TrueForAll(one => one is null)) return null;

        for (var i = 0; i < events.Count; i++)
        {
            if (stored[i] is not { } one || one != events[i] with { Position = one.Position, CreateDate = one.CreateDate, Metadata = one.Metadata })
                return new AppendOutcome(new EventIdTakenException((stored[i] ?? stored.First(other => other is not null)!).EventId));
        }

        return new AppendOutcome([.. append.Aggregates.Select(aggregate => stored[events.IndexOf(aggregate.Events[^1])]!.Position)]);
    }
}
