using System.Collections.Concurrent;
using CleanES.Application.EventSourcing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>Opens the read models of the projections, each in one of its generations.</summary>
internal sealed class ReadModels(IReadModelDatabase database, IServiceProvider services)
{
    private readonly ConcurrentDictionary<Subscriber, ReadModel> _all = new();

    /// <exception cref="ReadModelUnavailableException">It can be neither opened nor made.</exception>
    public ReadModelContext Open(Subscriber projection, int generation) => Of(projection).Open(generation);

    /// <summary>What its row in the journal's database is called.</summary>
    public string KeyOf(Subscriber subscriber) => subscriber.ReadModel is null ? subscriber.Name : Of(subscriber).Key;

    private ReadModel Of(Subscriber projection) => _all.GetOrAdd(
        projection, one => (ReadModel)Activator.CreateInstance(typeof(ReadModel<>).MakeGenericType(one.ReadModel!), one, database, services)!);

    private abstract class ReadModel
    {
        public abstract string Key { get; }

        public abstract ReadModelContext Open(int generation);
    }

    private sealed class ReadModel<TContext>(Subscriber projection, IReadModelDatabase database, IServiceProvider services) : ReadModel where TContext : ReadModelContext
    {
        private readonly ConcurrentDictionary<int, PooledDbContextFactory<TContext>> _pools = new();

        public override string Key { get; } = database.KeyOf<TContext>(projection.Name, projection.Version);

        public override ReadModelContext Open(int generation) => _pools.GetOrAdd(generation, PoolOf).CreateDbContext();

        private PooledDbContextFactory<TContext> PoolOf(int generation)
        {
            var options = new DbContextOptionsBuilder<TContext>();
            options.UseApplicationServiceProvider(services);
            database.Configure<TContext>(options, projection.Name, projection.Version, generation);
            return new PooledDbContextFactory<TContext>(options.Options);
        }
    }
}

/// <summary>Which generations of the read models a scope sees: the live ones, but where it is said otherwise. What it has opened stays the same.</summary>
internal sealed class ReadModelScope(ReadModels readModels, SubscriberTable table)
{
    private readonly Dictionary<Subscriber, int> _generations = [];

    /// <exception cref="ReadModelUnavailableException">The journal, which knows, cannot be read.</exception>
    public int GenerationOf(Subscriber projection)
    {
        if (_generations.TryGetValue(projection, out var generation)) return generation;

        if (!projection.IsKnown) table.Know(projection);
        return _generations[projection] = projection.Row.Generation;
    }

    public void See(Subscriber projection, int generation) => _generations[projection] = generation;

    /// <exception cref="ReadModelUnavailableException">It can be neither opened nor made.</exception>
    public ReadModelContext Open(Subscriber projection) => readModels.Open(projection, GenerationOf(projection));
}
