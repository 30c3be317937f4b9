using System.Data.Common;
using System.Linq.Expressions;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>What the journal's database knows of the subscribers.</summary>
/// <remarks>Every method throws <see cref="JournalUnavailableException"/> where the database cannot be reached.</remarks>
internal sealed class SubscriberTable(IDbContextFactory<JournalContext> contexts, IJournalDatabase database, ReadModels readModels)
{
    public Task<List<SubscriberRow>> ReadAsync(CancellationToken cancellation) =>
        UseAsync(context => context.Subscribers.AsNoTracking().ToListAsync(cancellation), cancellation);

    /// <summary>Its row, which is made if there is none.</summary>
    public async Task<SubscriberRow> ReadAsync(Subscriber subscriber, CancellationToken cancellation)
    {
        var key = KeyOf(subscriber);
        return await UseAsync(
            async context =>
            {
                var rows = context.Subscribers.AsNoTracking().Where(row => row.Name == key);
                if (await rows.SingleOrDefaultAsync(cancellation) is { } known) return known;

                await context.Database.ExecuteSqlAsync($"INSERT INTO subscriber (name) SELECT {key} WHERE NOT EXISTS (SELECT 1 FROM subscriber WHERE name = {key})", cancellation);
                return await rows.SingleAsync(cancellation);
            },
            cancellation);
    }

    /// <summary>Reads how a projection stands, for one who cannot wait for the next look.</summary>
    /// <exception cref="ReadModelUnavailableException"/>
    public void Know(Subscriber projection)
    {
        var key = KeyOf(projection);
        try
        {
            using var context = contexts.CreateDbContext();
            projection.Refresh(context.Subscribers.AsNoTracking().SingleOrDefault(row => row.Name == key) ?? new SubscriberRow { Name = key });
        }
        catch (DbException failure) when (database.Explain(failure) is { } explained)
        {
            throw new ReadModelUnavailableException(projection.Name, $"cannot be found: {explained.Message.TrimEnd('.')}", explained);
        }
    }

    public string KeyOf(Subscriber subscriber) => readModels.KeyOf(subscriber);

    /// <summary>What is given up for a subscriber: of this journal, since with another one the position is another event's.</summary>
    public static IQueryable<SubscriberAudit> SkipsOf(Subscriber subscriber, JournalContext context) => context.Audit.AsNoTracking()
        .Where(row => row.Subscriber == subscriber.Name && row.Action == SubscriberAudit.Skip && row.Position != null)
        .Where(row => row.EventId == null || context.Events.Any(stored => stored.Position == row.Position && stored.EventId == row.EventId));

    /// <returns>Whether there was such a row.</returns>
    public Task<bool> ChangeAsync(Expression<Func<SubscriberRow, bool>> which, Action<UpdateSettersBuilder<SubscriberRow>> change, CancellationToken cancellation) =>
        UseAsync(async context => await context.Subscribers.Where(which).ExecuteUpdateAsync(change, cancellation) > 0, cancellation);

    /// <summary>The same, as long as the lease holds.</summary>
    /// <exception cref="LostLeaseException"/>
    public async Task ChangeAsync(Lease lease, Action<UpdateSettersBuilder<SubscriberRow>> change, CancellationToken cancellation)
    {
        if (!await ChangeAsync(row => row.Name == lease.Key && row.Epoch == lease.Epoch, change, cancellation)) throw new LostLeaseException(lease.Key);
    }

    public async Task<T> UseAsync<T>(Func<JournalContext, Task<T>> use, CancellationToken cancellation)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellation);
            return await use(context);
        }
        catch (Exception failure) when ((failure as DbException ?? failure.InnerException as DbException) is { } reported && database.Explain(reported) is { } explained)
        {
            throw explained;
        }
    }
}

internal static class SubscriberRowSetters
{
    /// <summary>Nothing has failed.</summary>
    public static UpdateSettersBuilder<SubscriberRow> SetWell(this UpdateSettersBuilder<SubscriberRow> row) => row
        .SetProperty(one => one.Attempts, 0).SetProperty(one => one.Error, (string?)null).SetProperty(one => one.NextAttempt, (DateTimeOffset?)null).SetProperty(one => one.IsStopped, false);
}
