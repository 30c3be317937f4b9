using System.Data.Common;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <inheritdoc cref="ISubscribers"/>
internal sealed class SubscriberList(
    SubscriberCatalogue subscribers, SubscriberTable table, SubscriberHost host, ReadModels readModels, Leases leases, JournalReader journal, TimeProvider clock) : ISubscribers
{
    public async Task<IReadOnlyList<SubscriberStatus>> ListAsync(CancellationToken cancellation)
    {
        host.EnsureJournal();
        var head = await journal.HeadAsync(cancellation);
        var rows = (await table.ReadAsync(cancellation)).ToDictionary(row => row.Name);
        var all = new List<SubscriberStatus>();
        foreach (var subscriber in subscribers.All.OrderBy(one => one.Name, StringComparer.Ordinal))
            all.Add(await StatusAsync(subscriber, rows.GetValueOrDefault(table.KeyOf(subscriber)) ?? new SubscriberRow { Name = subscriber.Name }, head, cancellation));
        return all;
    }

    private async Task<SubscriberStatus> StatusAsync(Subscriber subscriber, SubscriberRow row, long head, CancellationToken cancellation)
    {
        var state = row switch
        {
            { IsPaused: true } => "paused",
            { IsStopped: true, NextAttempt: null } => "stopped",
            _ when !leases.IsRunSomewhere(row) => "waiting",
            { IsStopped: true } => "stopped",
            { Error: not null } => "retrying",
            _ => "running",
        };
        var (position, parked, error, rebuild) = (0L, 0L, row.Error, (RebuildStatus?)null);
        try
        {
            (position, parked) = await StandAsync(subscriber, row.Generation, cancellation);
            if (row.Building is { } generation) rebuild = new RebuildStatus((await StandAsync(subscriber, generation, cancellation)).Position, head, row.BuildError);
        }
        catch (Exception unavailable) when (unavailable is ReadModelUnavailableException || (subscriber.ReadModel is not null && unavailable is DbException))
        {
            error ??= $"{unavailable.GetType().Name}: {unavailable.Message}";
        }

        return new SubscriberStatus(
            subscriber.Name, subscriber.Kind, state, position, Math.Max(0, head - position), await LagSecondsAsync(position, head, cancellation), parked,
            row.Attempts, error, row.NextAttempt, rebuild);
    }

    /// <summary>The checkpoint, and how many events are parked.</summary>
    private async Task<(long Position, long Parked)> StandAsync(Subscriber subscriber, int generation, CancellationToken cancellation)
    {
        if (subscriber.ReadModel is null)
        {
            return await table.UseAsync(
                async tables => (
                    await tables.EffectCheckpoints.Where(row => row.Subscriber == subscriber.Name).Select(row => row.Position).SingleOrDefaultAsync(cancellation),
                    await tables.Set<ParkedEvent>().LongCountAsync(row => row.Subscriber == subscriber.Name, cancellation)),
                cancellation);
        }

        await using var readModel = readModels.Open(subscriber, generation);
        return (await readModel.Checkpoints.Select(row => row.Position).SingleAsync(cancellation), await readModel.Parked.LongCountAsync(cancellation));
    }

    private async Task<double> LagSecondsAsync(long position, long head, CancellationToken cancellation)
    {
        if (position >= head) return 0;

        var first = await table.UseAsync(
            tables => tables.Events.Where(row => row.Position == position + 1).Select(row => (DateTimeOffset?)row.CreateDate).SingleOrDefaultAsync(cancellation), cancellation);
        return first is { } date ? Math.Max(0, Math.Round((clock.GetUtcNow() - date).TotalSeconds, 3)) : 0;
    }
}
