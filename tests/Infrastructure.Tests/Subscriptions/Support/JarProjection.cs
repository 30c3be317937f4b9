using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.Tests.Subscriptions;

internal sealed class JarTables(DbContextOptions<JarTables> options) : ReadModelContext(options)
{
    public DbSet<JarRow> Jars => Set<JarRow>();

    /// <summary>A row for each time that an event was handled.</summary>
    public DbSet<HandledRow> Handled => Set<HandledRow>();

    public Task<List<long>> HandledPositionsAsync() => Handled.OrderBy(row => row.Id).Select(row => row.Position).ToListAsync();
}

internal sealed class JarRow
{
    public required Guid Id { get; init; }
    public int Grams { get; set; }
}

internal sealed class HandledRow
{
    public long Id { get; init; }
    public required long Position { get; init; }
}

[Projection(Name)]
internal sealed class JarProjection(JarTables tables, Probe probe) :
    INotificationHandler<StoredEvent<Jar.Opened>>,
    INotificationHandler<StoredEvent<Jar.Filled>>,
    INotificationHandler<StoredEvent<Jar.Emptied>>
{
    public const string Name = "jars";
    public static readonly Type[] Types = [typeof(Jar), typeof(JarTables), typeof(JarProjection)];

    private readonly Probe _probe = probe.Built<JarProjection>();

    public Task Handle(StoredEvent<Jar.Opened> stored, CancellationToken cancellation)
    {
        tables.Jars.Add(new JarRow { Id = stored.AggregateId });
        return HandledAsync(stored);
    }

    public async Task Handle(StoredEvent<Jar.Filled> stored, CancellationToken cancellation)
    {
        (await tables.Jars.FindAsync([stored.AggregateId], cancellation))!.Grams += stored.Event.Grams;
        await HandledAsync(stored);
    }

    public async Task Handle(StoredEvent<Jar.Emptied> stored, CancellationToken cancellation)
    {
        (await tables.Jars.FindAsync([stored.AggregateId], cancellation))!.Grams = 0;
        await HandledAsync(stored);
    }

    private Task HandledAsync(StoredEvent stored)
    {
        tables.Handled.Add(new HandledRow { Position = stored.Position });
        return _probe.HandleAsync(this, stored);
    }
}
