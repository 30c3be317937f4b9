using System.ComponentModel.DataAnnotations;
using CleanES.Infrastructure.EventSourcing.Journal;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>
/// The tables of one projection, in a database of its own with the projection's checkpoint. Created from the model, never migrated: a
/// changed table class, or a raised version of the projection, gives a new database, which is built anew from the journal.
/// </summary>
internal abstract class ReadModelContext : DbContext
{
    protected ReadModelContext(DbContextOptions options) : base(options) =>
        Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;  // without it an INSERT with RETURNING keeps SQLite's WAL growing

    public DbSet<ReadModelCheckpoint> Checkpoints => Set<ReadModelCheckpoint>();
    public DbSet<ParkedEvent> Parked => Set<ParkedEvent>();

    /// <summary>Ids and dates are text, as in the journal.</summary>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Guid>().HaveConversion<GuidToStringConverter>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTextConverter>();
    }
}

/// <summary>Up to where the projection has handled the journal: one row.</summary>
internal sealed class ReadModelCheckpoint
{
    [Key]
    public required string Subscriber { get; init; }

    public long Position { get; init; }

    /// <summary>The event that was found there; null before the first.</summary>
    public Guid? EventId { get; init; }

    /// <summary>Of the newest process that has taken the projection over.</summary>
    public long Epoch { get; init; }
}
