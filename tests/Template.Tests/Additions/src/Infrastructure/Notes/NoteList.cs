using CleanES.Infrastructure.EventSourcing.Subscriptions;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.Notes;

/// <summary>The read model behind the list of notes.</summary>
internal sealed class NoteListContext(DbContextOptions<NoteListContext> options) : ReadModelContext(options)
{
    public DbSet<NoteListItem> Items => Set<NoteListItem>();
}

internal sealed class NoteListItem
{
    public required Guid Id { get; init; }
    public required string Text { get; init; }
    public bool Stamped { get; set; }
}
