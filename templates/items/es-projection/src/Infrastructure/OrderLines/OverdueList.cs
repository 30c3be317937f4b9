using CleanES.Infrastructure.EventSourcing.Subscriptions;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.OrderLines;

/// <summary>The read model <c>overdue-list</c>.</summary>
internal sealed class OverdueListContext(DbContextOptions<OverdueListContext> options) : ReadModelContext(options)
{
    public DbSet<OverdueListItem> Items => Set<OverdueListItem>();
}

[Index(nameof(Position))]
internal sealed class OverdueListItem
{
    public required Guid Id { get; init; }

    /// <summary>Of the event that put it here: the order of the list.</summary>
    public required long Position { get; init; }

    public required DateTimeOffset Since { get; init; }
}
