using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>Saves a batch's rows and the checkpoint in one transaction, so that each event has its effect exactly once.</summary>
/// <param name="generation">The read model that is written.</param>
internal sealed class ProjectionStep(
    Subscriber subscriber, int generation, SubscriberWiring wiring, ReadModels readModels, IReadModelDatabase databases, IServiceScopeFactory scopes, SubscriberSettings settings, TimeProvider clock)
    : SubscriberStep(subscriber, wiring, scopes, settings, clock)
{
    public override async Task HandleAsync(IReadOnlyList<Delivery> batch, Func<bool> goesOn, Lease lease, CancellationToken cancellation)
    {
        var last = batch[^1].Stored;
        await SaveAsync(
            async (tables, scope, ended) =>
            {
                await MoveAsync(tables, last.Position, last.EventId, lease, ended);     // first: if another process has moved it, the work is not ours
                tables.Parked.AddRange(batch.Where(one => one.IsParked).Select(one => Behind(one.Stored)));
                await PublishAsync(scope, batch.SelectMany(one => one.Events), ended);
            },
            cancellation);
        Position = last.Position;
    }

    public override Task HandleParkedAsync(ParkedEvent parked, IReadOnlyList<StoredEvent> events, Lease lease, CancellationToken cancellation) => SaveAsync(
        async (tables, scope, ended) =>
        {
            await FenceAsync(tables, lease, ended);
            await PublishAsync(scope, events, ended);
            tables.Parked.Remove(parked);
        },
        cancellation);

    protected override DbContext Open() => readModels.Open(Subscriber, generation);

    protected override async Task<(long Position, Guid? EventId)> TakeOverAsync(DbContext database, Lease lease, Leases leases, CancellationToken cancellation)
    {
        var checkpoints = database.Set<ReadModelCheckpoint>();
        var epoch = await checkpoints.Select(row => row.Epoch).SingleAsync(cancellation);
        if (epoch >= lease.Epoch) await leases.RaiseAsync(lease, above: epoch, cancellation);
        if (await checkpoints.Where(row => row.Epoch < lease.Epoch).ExecuteUpdateAsync(row => row.SetProperty(one => one.Epoch, lease.Epoch), cancellation) != 1)
            throw new LostLeaseException(Subscriber.Name);

        var checkpoint = await checkpoints.AsNoTracking().SingleAsync(cancellation);
        return (checkpoint.Position, checkpoint.EventId);
    }

    protected override async Task MoveAsync(DbContext database, long to, Guid? eventId, Lease lease, CancellationToken cancellation)
    {
        // Plain SQL, since this is done for each batch: to translate an expression would take a tenth of the batch's time.
        var moved = await database.Database.ExecuteSqlAsync(
            $"""UPDATE "Checkpoints" SET "Position" = {to}, "EventId" = {eventId?.ToString("D")} WHERE "Position" = {Position} AND "Epoch" = {lease.Epoch}""", cancellation);
        if (moved != 1) throw new LostLeaseException(Subscriber.Name);
    }

    protected override Task<bool> HoldsAsync(DbContext database, Lease lease, CancellationToken cancellation) =>
        database.Set<ReadModelCheckpoint>().AnyAsync(row => row.Epoch == lease.Epoch, cancellation);

    protected override Exception? Unavailable(Exception failure) =>
        databases.Explain(failure) is { } reason ? new ReadModelUnavailableException(Subscriber.Name, reason, failure) : null;

    private Task SaveAsync(Func<ReadModelContext, IServiceProvider, CancellationToken, Task> work, CancellationToken cancellation) => RunAsync(
        async (scope, ended) =>
        {
            scope.GetRequiredService<ReadModelScope>().See(Subscriber, generation);
            var tables = TablesIn(scope);
            await using var transaction = await tables.Database.BeginTransactionAsync(ended);
            await work(tables, scope, ended);
            await tables.SaveChangesAsync(ended);
            await transaction.CommitAsync(CancellationToken.None);
        },
        scope => TablesIn(scope).Database.GetDbConnection().Close(),    // rolls back, so that another attempt finds no lock
        cancellation);

    private ReadModelContext TablesIn(IServiceProvider scope) => (ReadModelContext)scope.GetRequiredService(Subscriber.ReadModel!);
}
