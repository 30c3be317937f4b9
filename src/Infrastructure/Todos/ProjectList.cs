using CleanES.Infrastructure.EventSourcing.Subscriptions;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.Todos;

/// <summary>The read model behind the list of projects: of two aggregates, so it stands in the folder that may name both.</summary>
internal sealed class ProjectListContext(DbContextOptions<ProjectListContext> options) : ReadModelContext(options)
{
    public DbSet<ProjectListItem> Projects => Set<ProjectListItem>();
    public DbSet<ProjectTodo> Todos => Set<ProjectTodo>();
}

[Index(nameof(CreatedPosition))]
internal sealed class ProjectListItem
{
    public required Guid Id { get; init; }

    /// <summary>The position of its creation: the order of the list.</summary>
    public required long CreatedPosition { get; init; }

    public required string Name { get; set; }

    public bool Closed { get; set; }
}

/// <summary>A todo that belongs to a project; it stays when the project is discarded.</summary>
[Index(nameof(ProjectId), nameof(Done))]
internal sealed class ProjectTodo
{
    public required Guid Id { get; init; }
    public required Guid ProjectId { get; init; }
    public bool Done { get; set; }
}
