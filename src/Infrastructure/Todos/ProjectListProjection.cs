using CleanES.Application.EventSourcing;
using CleanES.Domain.Projects;
using CleanES.Domain.Todos;
using MediatR;

namespace CleanES.Infrastructure.Todos;

[Projection("project-list")]
internal sealed class ProjectListProjection(ProjectListContext tables) :
    INotificationHandler<StoredEvent<Project.Created>>,
    INotificationHandler<StoredEvent<Project.Renamed>>,
    INotificationHandler<StoredEvent<Project.Closed>>,
    INotificationHandler<StoredEvent<Project.Discarded>>,
    INotificationHandler<StoredEvent<Todo.AddedToProject>>,
    INotificationHandler<StoredEvent<Todo.Completed>>,
    INotificationHandler<StoredEvent<Todo.Reopened>>,
    INotificationHandler<StoredEvent<Todo.Discarded>>
{
    public Task Handle(StoredEvent<Project.Created> stored, CancellationToken cancellation)
    {
        tables.Projects.Add(new ProjectListItem { Id = stored.AggregateId, CreatedPosition = stored.Position, Name = stored.Event.Name });
        return Task.CompletedTask;
    }

    public async Task Handle(StoredEvent<Project.Renamed> stored, CancellationToken cancellation) =>
        (await ProjectOf(stored, cancellation)).Name = stored.Event.Name;

    public async Task Handle(StoredEvent<Project.Closed> stored, CancellationToken cancellation) =>
        (await ProjectOf(stored, cancellation)).Closed = true;

    public async Task Handle(StoredEvent<Project.Discarded> stored, CancellationToken cancellation) =>
        tables.Projects.Remove(await ProjectOf(stored, cancellation));

    public Task Handle(StoredEvent<Todo.AddedToProject> stored, CancellationToken cancellation)
    {
        tables.Todos.Add(new ProjectTodo { Id = stored.AggregateId, ProjectId = stored.Event.ProjectId });
        return Task.CompletedTask;
    }

    public async Task Handle(StoredEvent<Todo.Completed> stored, CancellationToken cancellation)
    {
        if (await TodoOf(stored, cancellation) is { } todo) todo.Done = true;
    }

    public async Task Handle(StoredEvent<Todo.Reopened> stored, CancellationToken cancellation)
    {
        if (await TodoOf(stored, cancellation) is { } todo) todo.Done = false;
    }

    public async Task Handle(StoredEvent<Todo.Discarded> stored, CancellationToken cancellation)
    {
        if (await TodoOf(stored, cancellation) is { } todo) tables.Todos.Remove(todo);
    }

    private async Task<ProjectListItem> ProjectOf(StoredEvent stored, CancellationToken cancellation) =>
        await tables.Projects.FindAsync([stored.AggregateId], cancellation)
        ?? throw new InvalidOperationException($"Project {stored.AggregateId} is not in the list, though it was created before position {stored.Position}.");

    /// <summary>Null for a todo that belongs to no project.</summary>
    private ValueTask<ProjectTodo?> TodoOf(StoredEvent stored, CancellationToken cancellation) =>
        tables.Todos.FindAsync([stored.AggregateId], cancellation);
}
