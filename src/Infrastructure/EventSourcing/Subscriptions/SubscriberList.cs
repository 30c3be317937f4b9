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
        var state = row.IsPaused ? "paused" : row.IsStopped ? "stopped" : row.Error is not null ? "retrying" : leases.IsRunSomewhere(row) ? "running" : "waiting";
        var (position, parked, error) = (0L, 0L, row.Error);
        try
        {
            (position, parked) = await StandAsync(subscriber, row.Generation, cancellation);
        }
        catch (ReadModelUnavailableException unavailable)
        {
            error ??= $"{nameof(ReadModelUnavailableException)}: {unavailable.Message}";
        }

        return new SubscriberStatus(
            subscriber.Name, subscriber.Kind, state, position, Math.Max(0, head - position), await LagSecondsAsync(position, head, cancellation), parked,
            row.Attempts, error, row.NextAttempt, await RebuildAsync(subscriber, row, head, cancellation));
    }

    /// <summary>The checkpoint, and how many events are parked.</summary>
    private Task<(long Position, long Parked)> StandAsync(Subscriber subscriber, int generation, CancellationToken cancellation) => subscriber.ReadModel is null
        ? table.UseAsync(
            async tables => (
                await tables.EffectCheckpoints.Where(row => row.Subscriber == subscriber.Name).Select(row => row.Position).SingleOrDefaultAsync(cancellation),
                await tables.Set<ParkedEvent>().LongCountAsync(row => row.Subscriber == subscriber.Name, cancellation)),
            cancellation)
        : table.UseAsync(
            async _ =>
            {
                await using var tables = readModels.Open(subscriber, generation);
                return (await tables.Checkpoints.Select(row => row.Position).SingleAsync(cancellation), await tables.Parked.LongCountAsync(cancellation));
            },
            cancellation);

    private async Task<double> LagSecondsAsync(long position, long head, CancellationToken cancellation)
    {
        if (position >= head) return 0;

        var first = await table.UseAsync(
            tables => tables.Events.Where(row => row.Position == position + 1).Select(row => (DateTimeOffset?)row.CreateDate).SingleOrDefaultAsync(cancellation), cancellation);
        return first is { } date ? Math.Max(0, Math.Round((clock.GetUtcNow() - date).TotalSeconds, 3)) : 0;
    }

    private async Task<RebuildStatus?> RebuildAsync(Subscriber subscriber, SubscriberRow row, long head, CancellationToken cancellation) =>
        row.Building is { } generation ? new RebuildStatus((await StandAsync(subscriber, generation, cancellation)).Position, head, row.BuildError) : null;
}
