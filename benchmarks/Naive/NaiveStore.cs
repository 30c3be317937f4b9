using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Naive;

/// <summary>
/// An event store as it is written in an afternoon, defined once for all benchmarks: for each append a <see cref="DbContext"/>, a query for the newest
/// version, <c>Add</c> and <c>SaveChanges</c>. WAL and full sync as ours.
/// </summary>
internal sealed class NaiveStore : IDisposable
{
    private readonly DbContextOptions<NaiveContext> _options;

    public NaiveStore(string file)
    {
        _options = new DbContextOptionsBuilder<NaiveContext>().UseSqlite($"Data Source={file}").Options;
        using var context = new NaiveContext(_options);
        context.Database.EnsureCreated();
        context.Database.ExecuteSqlRaw("PRAGMA journal_mode = WAL");
    }

    public async Task AppendAsync(Guid aggregate, string type, params string[] data)
    {
        await using var context = new NaiveContext(_options);
        var newest = await context.Events.Where(row => row.AggregateId == aggregate).MaxAsync(row => (long?)row.Version) ?? -1;
        foreach (var one in data) context.Add(new NaiveEvent { Id = Guid.CreateVersion7(), AggregateId = aggregate, Version = ++newest, Type = type, Data = one, At = DateTime.UtcNow });
        await context.SaveChangesAsync();
    }

    public void Dispose() => SqliteConnection.ClearAllPools();
}

internal sealed class NaiveContext(DbContextOptions<NaiveContext> options) : DbContext(options)
{
    public DbSet<NaiveEvent> Events => Set<NaiveEvent>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<NaiveEvent>().HasIndex(row => new { row.AggregateId, row.Version }).IsUnique();
}

internal sealed class NaiveEvent
{
    [System.ComponentModel.DataAnnotations.Key]
    public long Position { get; set; }
    public required Guid Id { get; init; }
    public required Guid AggregateId { get; init; }
    public required long Version { get; init; }
    public required string Type { get; init; }
    public required string Data { get; init; }
    public required DateTime At { get; init; }
}
