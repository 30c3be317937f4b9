using System.Data.Common;
using System.Linq.Expressions;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>A row of the journal, as one subscriber gets it.</summary>
/// <param name="Events">Those of it that it handles; none if it handles none, or the row is skipped.</param>
/// <param name="IsParked">An earlier event of its aggregate is, so that it is set aside too.</param>
internal sealed record Delivery(EventEnvelope Stored, IReadOnlyList<StoredEvent> Events, bool IsParked = false);

/// <summary>How a subscriber gets its events, and how its checkpoint moves with what it does: what projections and effects have in common.</summary>
internal abstract class SubscriberStep(Subscriber subscriber, SubscriberWiring wiring, IServiceScopeFactory scopes, SubscriberSettings settings, TimeProvider clock)
{
    private static readonly TimeSpan GivenToEnd = TimeSpan.FromSeconds(1);

    /// <summary>The checkpoint, as this process has moved it.</summary>
    public long Position { get; protected set; }

    protected Subscriber Subscriber { get; } = subscriber;

    /// <summary>Publishes the events in order, and moves the checkpoint to the last row.</summary>
    /// <param name="batch">Those that follow on the checkpoint.</param>
    /// <param name="goesOn">Whether more of the batch is to be begun.</param>
    /// <exception cref="LostLeaseException"/>
    public abstract Task HandleAsync(IReadOnlyList<Delivery> batch, Func<bool> goesOn, Lease lease, CancellationToken cancellation);

    /// <summary>Publishes what is made of a parked event, and sets it aside no longer.</summary>
    public abstract Task HandleParkedAsync(ParkedEvent parked, IReadOnlyList<StoredEvent> events, Lease lease, CancellationToken cancellation);

    /// <summary>Reads the checkpoint; from now on nobody with an earlier lease moves it.</summary>
    /// <returns>The event that was found there when it was moved there; null if none is known.</returns>
    public async Task<Guid?> TakeOverAsync(Lease lease, Leases leases, CancellationToken cancellation)
    {
        await using var database = Open();
        var (position, eventId) = await TakeOverAsync(database, lease, leases, cancellation);
        Position = position;
        return eventId;
    }

    /// <summary>Sets an event aside and moves the checkpoint past it, or only past it.</summary>
    /// <param name="parked">Null to skip it.</param>
    public async Task PassAsync(long to, Guid? eventId, ParkedEvent? parked, Lease lease, CancellationToken cancellation)
    {
        await using var database = Open();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        await MoveAsync(database, to, eventId, lease, cancellation);
        if (parked is not null) database.Add(parked);
        await database.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(CancellationToken.None);
        Position = to;
    }

    /// <summary>What is set aside.</summary>
    public async Task<T> ParkedAsync<T>(Func<IQueryable<ParkedEvent>, Task<T>> query)
    {
        await using var database = Open();
        return await query(database.Set<ParkedEvent>().AsNoTracking().Where(parked => parked.Subscriber == Subscriber.Name));
    }

    /// <exception cref="LostLeaseException"/>
    public async Task ChangeParkedAsync(
        Expression<Func<ParkedEvent, bool>> which, Action<UpdateSettersBuilder<ParkedEvent>> change, Lease lease, CancellationToken cancellation)
    {
        await using var database = Open();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        await FenceAsync(database, lease, cancellation);
        await database.Set<ParkedEvent>().Where(parked => parked.Subscriber == Subscriber.Name).Where(which).ExecuteUpdateAsync(change, cancellation);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>What a failure means if it is the database's, and so no event's fault; else null.</summary>
    public Exception? Explain(Exception failure)
    {
        var reported = failure;
        while (reported is not (null or DbException)) reported = reported.InnerException;
        return reported is null ? null : Unavailable(reported);
    }

    protected abstract Exception? Unavailable(Exception failure);

    protected async Task FenceAsync(DbContext database, Lease lease, CancellationToken cancellation)
    {
        if (!await HoldsAsync(database, lease, cancellation)) throw new LostLeaseException(Subscriber.Name);
    }

    protected abstract Task<bool> HoldsAsync(DbContext database, Lease lease, CancellationToken cancellation);

    /// <summary>The database that has the checkpoint and what is parked.</summary>
    protected abstract DbContext Open();

    protected abstract Task<(long Position, Guid? EventId)> TakeOverAsync(DbContext database, Lease lease, Leases leases, CancellationToken cancellation);

    /// <exception cref="LostLeaseException">The checkpoint is elsewhere, or somebody else has taken it over.</exception>
    protected abstract Task MoveAsync(DbContext database, long to, Guid? eventId, Lease lease, CancellationToken cancellation);

    protected ParkedEvent Behind(EventEnvelope stored) => ParkedEvent.Of(stored, Subscriber.Name, error: null, attempts: 0, clock.GetUtcNow());

    /// <summary>Works in a scope of its own, for at most as long as a handler may take.</summary>
    /// <param name="abandon">Ends what must not stay open where the work goes on though it was told to end.</param>
    /// <exception cref="TimeoutException"/>
    protected async Task RunAsync(Func<IServiceProvider, CancellationToken, Task> work, Action<IServiceProvider> abandon, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var scope = scopes.CreateAsyncScope();
        using var limit = new CancellationTokenSource(settings.HandlerTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var token = either.Token;
        var working = Task.Run(() => work(scope.ServiceProvider, token), CancellationToken.None);
        try
        {
            await working.WaitAsync(token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            await working.WaitAsync(GivenToEnd, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (working.IsCompletedSuccessfully) return;
            if (!working.IsCompleted)
                await Task.Run(() => abandon(scope.ServiceProvider), CancellationToken.None).WaitAsync(GivenToEnd, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellation.IsCancellationRequested) throw;
            throw new TimeoutException($"It did not end within {settings.HandlerTimeout}{(working.IsCompleted ? "" : ", and goes on though it was told to end")}.");
        }
        finally
        {
            if (working.IsCompleted) await scope.DisposeAsync();
            else _ = working.ContinueWith(_ => scope.DisposeAsync().AsTask(), TaskScheduler.Default);
        }
    }

    protected async Task PublishAsync(IServiceProvider scope, IEnumerable<StoredEvent> events, CancellationToken cancellation)
    {
        var publisher = wiring.PublisherIn(scope);
        foreach (var stored in events)
        {
            using var activity = Telemetry.Handle(Subscriber, stored);
            await publisher.Publish(stored, cancellation);
        }
    }
}
