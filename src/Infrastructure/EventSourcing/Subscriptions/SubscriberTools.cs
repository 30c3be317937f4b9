using System.Globalization;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Schemas;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <inheritdoc cref="ISubscriberTools"/>
internal sealed class SubscriberTools(
    SubscriberCatalogue subscribers, SubscriberTable table, SubscriberWatcher watcher, SubscriberHost host, ReadModels readModels, IReadModelDatabase databases, Leases leases,
    JournalReader journal, JournalHead head, EventSerializer serializer, TimeProvider clock) : ISubscriberTools
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    public async Task<IReadOnlyList<ParkedStatus>> ParkedAsync(string? subscriber, CancellationToken cancellation)
    {
        host.EnsureJournal();
        var all = new List<ParkedStatus>();
        foreach (var one in subscriber is null ? [.. subscribers.All.OrderBy(one => one.Name, StringComparer.Ordinal)] : new[] { await NamedAsync(subscriber, cancellation) })
        {
            var parked = await UseAsync(one, tables => ParkedOf(one, tables).AsNoTracking().OrderBy(row => row.Position).ToListAsync(cancellation), cancellation);
            all.AddRange(parked.Select(row => new ParkedStatus(
                row.Subscriber, row.Position, row.EventId, row.EventType, row.AggregateType, row.AggregateId, row.Error, row.Attempts, row.ParkedAt, row.IsRetried)));
        }

        return all;
    }

    public async Task<int> RetryAsync(string subscriber, long? position, CancellationToken cancellation)
    {
        var one = await NamedAsync(subscriber, cancellation);
        var retried = await UseAsync(one, tables => FlagAsync(one, tables, position, cancellation), cancellation);
        await AskAsync(one, "retry", position, reason: null, (set, _) => SetAtRest(set), cancellation);
        return retried;
    }

    public async Task SkipAsync(string subscriber, long position, string reason, CancellationToken cancellation)
    {
        var one = await NamedAsync(subscriber, cancellation);
        if (string.IsNullOrWhiteSpace(reason)) throw new ToolRefusedException("A reason is needed: it is kept with what is skipped.");

        // An effect's events are parked beside the audit; a projection's elsewhere: the reason comes first, so that it is never missing.
        await AskAsync(one, SubscriberAudit.Skip, position, reason, (set, _) => SetAtRest(set), cancellation, async (journalTables, row) =>
        {
            ThrowIfOfAnotherJournal(row);
            var isParked = await UseAsync(one, tables => ParkedOf(one, tables).AnyAsync(row => row.Position == position, cancellation), cancellation);
            if (!isParked && (position > await journal.HeadAsync(cancellation) || await NextOfAsync(one, cancellation) != position))
                throw new ToolRefusedException($"Position {position} is neither parked for {subscriber} nor the next that it handles.");

            if (one.ReadModel is null) await GiveUpAsync(one, journalTables, position, cancellation);
        });
        if (one.ReadModel is null) return;

        await UseAsync(one, tables => GiveUpAsync(one, tables, position, cancellation), cancellation);
        await AskAsync(one, "retry", position, reason: null, (set, _) => set, cancellation);
    }

    public Task PauseAsync(string subscriber, CancellationToken cancellation) => SetPausedAsync(subscriber, "pause", isPaused: true, cancellation);

    public Task ResumeAsync(string subscriber, CancellationToken cancellation) => SetPausedAsync(subscriber, "resume", isPaused: false, cancellation);

    public async Task RebuildAsync(string projection, CancellationToken cancellation)
    {
        var one = await NamedAsync(projection, cancellation);
        if (one.ReadModel is null) throw new ToolRefusedException($"{projection} is an effect: what it has done is not to be repeated.");

        await AskAsync(one, "rebuild", null, null, (set, row) => set.SetProperty(to => to.Building, row.Building ?? row.Generation + 1).SetProperty(to => to.BuildError, (string?)null), cancellation, (_, row) =>
        {
            ThrowIfOfAnotherJournal(row);
            if (row.IsPaused) throw new ToolRefusedException($"{projection} is paused, and would not be rebuilt before it is resumed: subscribers resume {projection}.");
            if (row.Building is null) databases.Remove(databases.Of(row.Name, row.Generation + 1));      // left by another journal
            return Task.CompletedTask;
        });
    }

    public async Task FollowRebuildAsync(string projection, IProgress<RebuildStatus> progress, CancellationToken cancellation)
    {
        var one = await NamedAsync(projection, cancellation);
        if (one.ReadModel is null) throw new ToolRefusedException($"{projection} is an effect, which is never rebuilt.");

        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = host.IsRunning ? Task.CompletedTask : RunHereAsync(one, done.Token);
        try
        {
            while (await table.ReadAsync(one, cancellation) is { Building: { } generation } row)
            {
                await using var tables = readModels.Open(one, generation);
                var position = await tables.Checkpoints.Select(checkpoint => checkpoint.Position).SingleAsync(cancellation);
                progress.Report(new RebuildStatus(position, await journal.HeadAsync(cancellation), row.BuildError ?? (row.IsPaused ? "The projection is paused." : IsOfAnotherJournal(row) ? row.Error : null)));
                await Task.Delay(Interval, clock, cancellation);
            }

            var newest = await journal.HeadAsync(cancellation);
            progress.Report(new RebuildStatus(newest, newest, Error: null));
        }
        finally
        {
            await done.CancelAsync();
            await running;
        }
    }

    public async Task ResetAsync(string subscriber, long? position, CancellationToken cancellation)
    {
        var one = await NamedAsync(subscriber, cancellation);
        var newest = await journal.HeadAsync(cancellation);
        if (one.ReadModel is not null && position is not null) throw new ToolRefusedException($"{subscriber} is a projection: it begins anew with the first event.");
        if (position is < 0 || position > newest) throw new ToolRefusedException($"The journal is at position {newest}: an effect can be set to 0 and up to there.");

        if (one.ReadModel is not null)
        {
            await AskAsync(one, SubscriberAudit.Reset, null, null, (set, row) => Begin(set).SetProperty(to => to.Generation, NextOf(row)).SetProperty(to => to.Building, (int?)null), cancellation, (_, row) =>
            {
                databases.Remove(databases.Of(row.Name, NextOf(row)));       // left by another journal
                return Task.CompletedTask;
            });
            return;
        }

        var before = await NextOfAsync(one, cancellation) - 1;
        var to = position ?? (before <= newest && !IsOfAnotherJournal(await table.ReadAsync(one, cancellation)) ? before : newest);
        var eventId = await journal.EventIdAsync(to, cancellation);
        await AskAsync(one, SubscriberAudit.Reset, to, $"{before}", (set, _) => Begin(set), cancellation, async (tables, _) =>
        {
            await tables.EffectCheckpoints.Where(row => row.Subscriber == subscriber)
                .ExecuteUpdateAsync(row => row.SetProperty(set => set.Position, to).SetProperty(set => set.EventId, eventId), cancellation);
            await ParkedOf(one, tables).Where(row => row.Position > to || !tables.Events.Any(stored => stored.Position == row.Position && stored.EventId == row.EventId))
                .ExecuteDeleteAsync(cancellation);
        });

        static int NextOf(SubscriberRow row) => (row.Building ?? row.Generation) + 1;

        // The epoch is raised, so that whoever runs it reads the checkpoint again.
        static UpdateSettersBuilder<SubscriberRow> Begin(UpdateSettersBuilder<SubscriberRow> set) =>
            SetAtRest(set).SetProperty(to => to.Epoch, to => to.Epoch + 1).SetProperty(to => to.Owner, (string?)null);
    }

    public async Task<IReadOnlyList<string>> PruneAsync(bool dryRun, CancellationToken cancellation)
    {
        host.EnsureJournal();
        var ours = subscribers.All.Select(table.KeyOf).ToHashSet();
        var used = from row in await table.ReadAsync(cancellation)
                   where ours.Contains(row.Name) || leases.IsRunSomewhere(row)      // by another version of the service
                   from generation in new[] { row.Generation, row.Building ?? row.Generation }
                   select databases.Of(row.Name, generation);
        var unused = databases.All().Except(used).ToList();
        if (!dryRun) unused.ForEach(databases.Remove);
        return unused;
    }

    public async Task<EventFate> WhyAsync(string subscriber, long position, CancellationToken cancellation)
    {
        var one = await NamedAsync(subscriber, cancellation);
        var newest = await journal.HeadAsync(cancellation);
        if (position < 1 || position > newest) throw new ToolRefusedException($"The journal is at position {newest} and has no position {position}.");

        var row = await table.ReadAsync(one, cancellation);
        var parked = await UseAsync(one, tables => ParkedOf(one, tables).AsNoTracking().SingleOrDefaultAsync(parked => parked.Position == position, cancellation), cancellation);
        var skipped = await table.UseAsync(
            tables => SubscriberTable.SkipsOf(one, tables).Where(audit => audit.Position == position).OrderBy(audit => audit.Id).LastOrDefaultAsync(cancellation), cancellation);
        var next = await NextOfAsync(one, cancellation);
        return (parked, skipped) switch
        {
            ({ Error: { } error }, _) => Fate("parked", $"after {parked.Attempts} attempts on {Utc(parked.ParkedAt)}: {error}"),
            ({ }, _) => Fate("parked", $"on {Utc(parked.ParkedAt)}, since an earlier event of {parked.AggregateType} {parked.AggregateId} is"),
            (_, { }) => Fate("skipped", $"on {Utc(skipped.At)}: {skipped.Reason}"),
            _ when one.ReadModel is null && position <= row.BeganAfter => Fate("filtered", $"{subscriber} began after position {row.BeganAfter}"),
            _ when await FilteredAsync(one, position, cancellation) is { } filtered => Fate("filtered", filtered),
            _ when await PassedOverAsync(one, position, cancellation) is { } reset => Fate("skipped", $"passed over by a reset on {Utc(reset.At)}"),
            _ when position < next => Fate("handled", $"the checkpoint is at position {next - 1}"),
            _ when position == next && row.Error is not null => Fate("waiting", $"{row.Attempts} attempts failed: {row.Error}"),
            _ => Fate("waiting", $"the checkpoint is at position {next - 1}{(row.IsPaused ? ", and the subscriber is paused" : row.Error is null ? "" : $"; {row.Attempts} attempts failed at position {next}: {row.Error}")}"),
        };

        EventFate Fate(string fate, string why) => new(subscriber, position, fate, why);
    }

    public async Task<IReadOnlyList<TracedCommand>> TraceAsync(string correlationId, CancellationToken cancellation)
    {
        host.EnsureJournal();
        return EventTrace.Of(correlationId, await table.UseAsync(
            tables => tables.Events.AsNoTracking().Where(row => row.Metadata.Contains(correlationId)).OrderBy(row => row.Position).ToListAsync(cancellation), cancellation));
    }

    /// <summary>Where an effect that is new begins is for the service to decide, as it starts.</summary>
    private async Task<Subscriber> NamedAsync(string name, CancellationToken cancellation)
    {
        host.EnsureJournal();
        var one = subscribers.Named(name);
        if (one.ReadModel is null && !await table.UseAsync(tables => tables.EffectCheckpoints.AnyAsync(row => row.Subscriber == name, cancellation), cancellation))
            throw new ToolRefusedException($"{name} has not begun in this journal. Start the service once.");
        return one;
    }

    private static bool IsOfAnotherJournal(SubscriberRow row) => row.Error?.StartsWith(nameof(AnotherJournalException), StringComparison.Ordinal) == true;

    private static void ThrowIfOfAnotherJournal(SubscriberRow row)
    {
        if (IsOfAnotherJournal(row)) throw new ToolRefusedException(row.Error![(nameof(AnotherJournalException).Length + 2)..]);
    }

    private static string Utc(DateTimeOffset time) => $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";

    private static IQueryable<ParkedEvent> ParkedOf(Subscriber subscriber, DbContext tables) => tables.Set<ParkedEvent>().Where(row => row.Subscriber == subscriber.Name);

    /// <summary>Nothing is wrong with it, and its attempts are fresh.</summary>
    private static UpdateSettersBuilder<SubscriberRow> SetAtRest(UpdateSettersBuilder<SubscriberRow> row) => row.SetWell()
        .SetProperty(set => set.CrashedAt, (long?)null).SetProperty(set => set.Crashes, 0).SetProperty(set => set.BuildError, (string?)null);

    /// <summary>Has all of an aggregate tried again, since its events have an order.</summary>
    private static async Task<int> FlagAsync(Subscriber subscriber, DbContext tables, long? position, CancellationToken cancellation)
    {
        var parked = ParkedOf(subscriber, tables);
        if (position is { } one)
        {
            var row = await parked.AsNoTracking().SingleOrDefaultAsync(row => row.Position == one, cancellation) ?? throw new ToolRefusedException($"Nothing is parked for {subscriber.Name} at position {one}.");
            parked = parked.Where(other => other.AggregateType == row.AggregateType && other.AggregateId == row.AggregateId);
        }

        return await parked.ExecuteUpdateAsync(row => row.SetProperty(set => set.IsRetried, true), cancellation);
    }

    private async Task<long> NextOfAsync(Subscriber subscriber, CancellationToken cancellation) => 1 + await UseAsync(
        subscriber,
        tables => subscriber.ReadModel is null
            ? tables.Set<EffectCheckpoint>().Where(row => row.Subscriber == subscriber.Name).Select(row => row.Position).SingleAsync(cancellation)
            : tables.Set<ReadModelCheckpoint>().Select(row => row.Position).SingleAsync(cancellation),
        cancellation);

    /// <summary>The newest reset of an effect that went from before the position to it or beyond.</summary>
    private async Task<SubscriberAudit?> PassedOverAsync(Subscriber subscriber, long position, CancellationToken cancellation)
    {
        var resets = await table.UseAsync(tables => tables.Audit.AsNoTracking()
            .Where(audit => audit.Subscriber == subscriber.Name && audit.Action == SubscriberAudit.Reset && audit.Position != null).OrderByDescending(audit => audit.Id).ToListAsync(cancellation), cancellation);
        return resets.FirstOrDefault() is { } newest && position <= newest.Position && position > long.Parse(newest.Reason!, CultureInfo.InvariantCulture) ? newest : null;
    }

    private async Task<string?> FilteredAsync(Subscriber subscriber, long position, CancellationToken cancellation)
    {
        try
        {
            var stored = (await journal.BatchAsync(position - 1, 1, cancellation))[0];
            return serializer.ToStoredEvents(stored, subscriber.Handles).Any() ? null : $"{subscriber.Name} does not handle {stored.EventType}";
        }
        catch (UnreadableEventException)
        {
            return null;    // whether it would handle it cannot be known
        }
    }

    private async Task SetPausedAsync(string subscriber, string action, bool isPaused, CancellationToken cancellation) =>
        await AskAsync(await NamedAsync(subscriber, cancellation), action, null, null, (set, _) => set.SetProperty(to => to.IsPaused, isPaused), cancellation);

    /// <summary>Writes down what is asked for, in one transaction, and has this process see it at once.</summary>
    /// <param name="change">Of its row, as that is.</param>
    /// <param name="before">Done first, in the same transaction: nobody else changes the journal's database meanwhile.</param>
    private async Task AskAsync(
        Subscriber subscriber, string action, long? position, string? reason, Func<UpdateSettersBuilder<SubscriberRow>, SubscriberRow, UpdateSettersBuilder<SubscriberRow>> change,
        CancellationToken cancellation, Func<JournalContext, SubscriberRow, Task>? before = null)
    {
        var key = (await table.ReadAsync(subscriber, cancellation)).Name;
        await table.UseAsync(
            async tables =>
            {
                await using var transaction = await tables.Database.BeginTransactionAsync(cancellation);
                var rows = tables.Subscribers.Where(row => row.Name == key);
                var row = await rows.AsNoTracking().SingleAsync(cancellation);
                if (before is not null) await before(tables, row);
                await rows.ExecuteUpdateAsync(set => change(set, row).SetProperty(to => to.Asked, to => to.Asked + 1), cancellation);
                tables.Audit.Add(new SubscriberAudit
                {
                    Subscriber = subscriber.Name,
                    Action = action,
                    Position = position,
                    EventId = position is { } at ? await journal.EventIdAsync(at, cancellation) : null,
                    Reason = reason,
                    At = clock.GetUtcNow(),
                });
                await tables.SaveChangesAsync(cancellation);
                await transaction.CommitAsync(cancellation);
                return true;
            },
            cancellation);
        await watcher.LookAsync(cancellation);
    }

    /// <summary>Sets an event aside no longer, and has the later ones of its aggregate tried.</summary>
    private static async Task<bool> GiveUpAsync(Subscriber subscriber, DbContext tables, long position, CancellationToken cancellation)
    {
        if (await ParkedOf(subscriber, tables).SingleOrDefaultAsync(row => row.Position == position, cancellation) is not { } parked) return false;

        await FlagAsync(subscriber, tables, position, cancellation);
        tables.Remove(parked);
        await tables.SaveChangesAsync(cancellation);
        return true;
    }

    private async Task<T> UseAsync<T>(Subscriber subscriber, Func<DbContext, Task<T>> use, CancellationToken cancellation)
    {
        if (subscriber.ReadModel is null) return await table.UseAsync(use, cancellation);

        await using var tables = readModels.Open(subscriber, (await table.ReadAsync(subscriber, cancellation)).Generation);
        return await use(tables);
    }

    /// <summary>As a service would, with nothing but this subscriber.</summary>
    private async Task RunHereAsync(Subscriber subscriber, CancellationToken cancellation)
    {
        var running = host.RunAsync(subscriber, cancellation);
        while (!cancellation.IsCancellationRequested)
        {
            head.Advance(await journal.HeadAsync(CancellationToken.None));
            await watcher.LookAsync(CancellationToken.None);
            await Task.Delay(Interval, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await running;
    }
}
