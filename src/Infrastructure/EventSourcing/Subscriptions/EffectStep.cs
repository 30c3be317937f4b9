using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>
/// Moves the checkpoint after each stored event that was handled, with all that upcasters make of it: a crash between the two repeats that one.
/// </summary>
internal sealed class EffectStep(
    Subscriber subscriber, SubscriberWiring wiring, IServiceScopeFactory scopes, IDbContextFactory<JournalContext> journal, IJournalDatabase database, JournalWriter writer,
    SubscriberSettings settings, TimeProvider clock) : SubscriberStep(subscriber, wiring, scopes, settings, clock)
{
    /// <summary>What was handled is not handled again because the checkpoint could not be moved.</summary>
    private long _publishedUpTo;

    public override async Task HandleAsync(IReadOnlyList<Delivery> batch, Func<bool> goesOn, Lease lease, CancellationToken cancellation)
    {
        foreach (var (stored, events, isParked) in batch)
        {
            if (!goesOn()) return;

            if (isParked) await PassAsync(stored.Position, stored.EventId, Behind(stored), lease, cancellation);
            else if (events.Count > 0)
            {
                if (stored.Position > _publishedUpTo) await PublishAllAsync(events, cancellation);
                _publishedUpTo = stored.Position;
                await MoveAsync(stored, lease);
            }
        }

        if (Position < batch[^1].Stored.Position) await MoveAsync(batch[^1].Stored, lease);
    }

    public override async Task HandleParkedAsync(ParkedEvent parked, IReadOnlyList<StoredEvent> events, Lease lease, CancellationToken cancellation)
    {
        await PublishAllAsync(events, cancellation);
        await using var tables = Open();
        await using var transaction = await tables.Database.BeginTransactionAsync(cancellation);
        await FenceAsync(tables, lease, cancellation);
        tables.Remove(parked);
        await tables.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(CancellationToken.None);
    }

    protected override DbContext Open() => journal.CreateDbContext();

    protected override async Task<(long Position, Guid? EventId)> TakeOverAsync(DbContext database, Lease lease, Leases leases, CancellationToken cancellation)
    {
        var checkpoint = await database.Set<EffectCheckpoint>().AsNoTracking().SingleOrDefaultAsync(row => row.Subscriber == Subscriber.Name, cancellation)
            ?? throw new InvalidOperationException($"The effect {Subscriber.Name} has no checkpoint in the journal's database. Start the service again.");
        return (checkpoint.Position, checkpoint.EventId);
    }

    protected override async Task MoveAsync(DbContext database, long to, Guid? eventId, Lease lease, CancellationToken cancellation)
    {
        var moved = await database.Set<EffectCheckpoint>()
            .Where(row => row.Subscriber == Subscriber.Name && row.Position == Position
                && database.Set<SubscriberRow>().Any(one => one.Name == lease.Key && one.Epoch == lease.Epoch))
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.Position, to).SetProperty(one => one.EventId, eventId), cancellation);
        if (moved != 1) throw new LostLeaseException(Subscriber.Name);
    }

    protected override Task<bool> HoldsAsync(DbContext database, Lease lease, CancellationToken cancellation) =>
        database.Set<SubscriberRow>().AnyAsync(row => row.Name == lease.Key && row.Epoch == lease.Epoch, cancellation);

    protected override Exception? Unavailable(Exception failure) => database.Explain(failure);

    /// <summary>With the appends, so that it shares their transactions.</summary>
    private async Task MoveAsync(EventEnvelope stored, Lease lease)
    {
        await writer.AppendAsync(new Append([], new CheckpointMove(Subscriber.Name, Position, stored.Position, stored.EventId, lease.Epoch)));
        Position = stored.Position;
    }

    /// <summary>Each in a scope of its own: what two of them cause is not the same.</summary>
    private async Task PublishAllAsync(IReadOnlyList<StoredEvent> events, CancellationToken cancellation)
    {
        foreach (var (index, stored) in events.Index())
        {
            await RunAsync(
                (scope, ended) =>
                {
                    scope.GetRequiredService<EffectScope>().Effect = Subscriber.Name;
                    scope.GetRequiredService<CommandContext>().Continue(stored, index == 0 ? Subscriber.Name : $"{Subscriber.Name} {index}");
                    return PublishAsync(scope, [stored], ended);
                },
                _ => { },
                cancellation);
        }
    }
}
