using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>A pool of contexts that is made with the first one: who only becomes ready does not pay for EF Core.</summary>
internal sealed class JournalContexts(IJournalDatabase database, IServiceProvider services) : IDbContextFactory<JournalContext>
{
    private readonly Lazy<PooledDbContextFactory<JournalContext>> _pool = new(() =>
    {
        var options = new DbContextOptionsBuilder<JournalContext>();
        options.UseApplicationServiceProvider(services);     // for its log
        database.Configure(options);
        return new PooledDbContextFactory<JournalContext>(options.Options);
    });

    public JournalContext CreateDbContext() => _pool.Value.CreateDbContext();
}
