using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>Saves a batch's rows and the checkpoint in one transaction, so that each event has its effect exactly once.</summary>
internal sealed class ProjectionStep(Subscriber subscriber, SubscriberWiring wiring, IServiceScopeFactory scopes) : ISubscriberStep
{
    public async Task<long> CheckpointAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        return (await TablesIn(scope).Checkpoints.AsNoTracking().SingleAsync(cancellation)).Position;
    }

    public async Task HandleAsync(IReadOnlyList<StoredEvent> events, long from, long to, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var tables = TablesIn(scope);
        await using var transaction = await tables.Database.BeginTransactionAsync(cancellation);

        // First the checkpoint: if another process has moved it, the work is done already.
        var moved = await tables.Checkpoints.Where(row => row.Position == from)
            .ExecuteUpdateAsync(row => row.SetProperty(checkpoint => checkpoint.Position, to), cancellation);
        if (moved != 1) throw new LostCheckpointException(subscriber.Name);

        var publisher = wiring.PublisherIn(scope.ServiceProvider);
        foreach (var stored in events) await publisher.Publish(stored, cancellation);
        await tables.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        subscriber.MoveTo(to);
    }

    private ReadModelContext TablesIn(AsyncServiceScope scope) =>
        (ReadModelContext)scope.ServiceProvider.GetRequiredService(subscriber.ReadModel!);
}
