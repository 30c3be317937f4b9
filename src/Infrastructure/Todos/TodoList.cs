using CleanES.Infrastructure.EventSourcing.Subscriptions;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.Todos;

/// <summary>The read model behind the list of todos.</summary>
internal sealed class TodoListContext(DbContextOptions<TodoListContext> options) : ReadModelContext(options)
{
    public DbSet<TodoListItem> Items => Set<TodoListItem>();
}

[Index(nameof(CreatedPosition))]
internal sealed class TodoListItem
{
    public required Guid Id { get; init; }

    /// <summary>The position of its creation: the order of the list.</summary>
    public required long CreatedPosition { get; init; }

    public required string Label { get; set; }

    /// <summary>The label in upper case: databases differ in which letters they compare without case.</summary>
    public required string SearchLabel { get; set; }

    public bool Done { get; set; }
}
