using CleanES.Application.EventSourcing;
using CleanES.Application.Projects;
using CleanES.Domain.Projects;
using CleanES.Domain.Todos;
using MediatR;

namespace CleanES.Application.Todos;

/// <summary>
/// Discards what is open in a closed project. Neither a repeat nor a todo that is done or discarded meanwhile changes anything.
/// </summary>
/// <remarks>
/// Whoever adds or reopens a todo has seen the project open; closed before the todo is stored, it does not find that todo in the list.
/// But then the todo's own event comes after the closing, so that it finds the project closed. It reads the list of projects, and waits where that is stopped.
/// </remarks>
[Effect("closed-project-todos", Begins = Begins.Beginning)]
internal sealed class ClosedProjectTodos(IEventStore events, IMediator mediator) :
    INotificationHandler<StoredEvent<Project.Closed>>,
    INotificationHandler<StoredEvent<Todo.AddedToProject>>,
    INotificationHandler<StoredEvent<Todo.Reopened>>
{
    public async Task Handle(StoredEvent<Project.Closed> stored, CancellationToken cancellation)
    {
        var open = await mediator.Send(new ListOpenTodosOfProject(stored.AggregateId, stored.Position), cancellation);
        foreach (var todo in open) await mediator.Send(new AbandonTodo(todo), cancellation);
    }

    public Task Handle(StoredEvent<Todo.AddedToProject> stored, CancellationToken cancellation) =>
        AbandonIfClosedAsync(stored.AggregateId, stored.Event.ProjectId, cancellation);

    public async Task Handle(StoredEvent<Todo.Reopened> stored, CancellationToken cancellation)
    {
        if (await events.FindAsync<Todo>(stored.AggregateId, cancellation) is { ProjectId: { } project })
            await AbandonIfClosedAsync(stored.AggregateId, project, cancellation);
    }

    private async Task AbandonIfClosedAsync(Guid todo, Guid project, CancellationToken cancellation)
    {
        if (await events.IsClosedAsync(project, cancellation)) await mediator.Send(new AbandonTodo(todo), cancellation);
    }
}
