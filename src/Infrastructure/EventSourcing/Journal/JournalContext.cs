using System.Text.Json;
using CleanES.Application.EventSourcing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>The tables of the journal's database, for EF Core's migrations and queries. Appending is <see cref="JournalWriter"/>'s.</summary>
internal class JournalContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<EventEnvelope> Events => Set<EventEnvelope>();
    public DbSet<EffectCheckpoint> EffectCheckpoints => Set<EffectCheckpoint>();
    public DbSet<EffectDone> EffectsDone => Set<EffectDone>();
    public DbSet<SubscriberRow> Subscribers => Set<SubscriberRow>();
    public DbSet<SubscriberAudit> Audit => Set<SubscriberAudit>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Guid>().HaveConversion<GuidToStringConverter>();    // lower case and hyphens
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTextConverter>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<EventEnvelope>(row =>
        {
            row.ToTable("event_journal").HasKey(e => e.Position);
            row.Property(e => e.Position).ValueGeneratedNever();
            row.HasIndex(e => e.EventId).IsUnique();
            row.HasIndex(e => new { e.AggregateType, e.AggregateId, e.AggregateVersion }).IsUnique();
        });

        modelBuilder.Entity<AggregateClaim>(row =>
        {
            row.ToTable("claim").HasKey(claim => new { claim.Name, claim.Value });
            row.HasIndex(claim => new { claim.AggregateType, claim.AggregateId, claim.Name }).IsUnique();
        });

        modelBuilder.Entity<JournalCounter>(row =>
        {
            row.ToTable("journal_counter", table => table.HasCheckConstraint("one_row", "id = 1"));
            row.Property(counter => counter.Id).ValueGeneratedNever();
            row.HasData(new JournalCounter(1, 0));
        });

        modelBuilder.Entity<EffectCheckpoint>().ToTable("effect_checkpoint").HasKey(checkpoint => checkpoint.Subscriber);
        modelBuilder.Entity<Snapshot>().ToTable("snapshot").HasKey(row => new { row.AggregateType, row.AggregateId });
        modelBuilder.Entity<Snapshot>().Property<byte[]>("Checksum").IsRequired();
        modelBuilder.Entity<SubscriberRow>().ToTable("subscriber").HasKey(row => row.Name);
        modelBuilder.Entity<ParkedEvent>().ToTable("parked_event").Ignore(row => row.Aggregate);
        modelBuilder.Entity<SubscriberAudit>().ToTable("subscriber_audit");
        modelBuilder.Entity<EffectDone>().ToTable("effect_done").HasKey(row => new { row.Subscriber, row.EventId, row.Step });
        foreach (var number in modelBuilder.Entity<SubscriberRow>().Metadata.GetProperties().Where(property => property is { IsNullable: false, ClrType.IsValueType: true }))
            number.SetDefaultValue(Activator.CreateInstance(number.ClrType));
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(table => table.GetProperties()))
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
    }
}

/// <summary>A value that one aggregate holds and no other may.</summary>
internal sealed record AggregateClaim(string Name, string Value, string AggregateType, Guid AggregateId);

/// <summary>The one row that gives positions out: updated in the append's own transaction, so that none is lost or given twice.</summary>
internal sealed record JournalCounter(int Id, long Position);

/// <summary>Up to where an effect has handled the journal. Not rebuilt from anything, so it lies beside the journal.</summary>
/// <param name="EventId">The event that was found there; null before the first, or if an earlier version of the service moved it there.</param>
internal sealed record EffectCheckpoint(string Subscriber, long Position, Guid? EventId);
