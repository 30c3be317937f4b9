using CleanES.Application.EventSourcing;
using CleanES.Application.Projects;
using CleanES.Domain.Projects;
using CleanES.Domain.Todos;
using MediatR;

namespace CleanES.Application.Todos;

/// <summary>Opens a todo that is done. One that is open already stays as it is. In a closed project none is opened: <c>project.closed</c>.</summary>
public sealed record ReopenTodo(Guid Id, long? IfVersion = null) : IRequest<Saved>;

internal sealed class ReopenTodoHandler(IEventStore events) : IRequestHandler<ReopenTodo, Saved>
{
    public async Task<Saved> Handle(ReopenTodo command, CancellationToken cancellation)
    {
        var found = await events.LoadAsync<Todo>(command.Id, cancellation);
        if (found.ProjectId is { } project && await events.IsClosedAsync(project, cancellation)) throw ProjectErrors.Closed(project);

        return await events.UpdateAsync<Todo>(command.Id, command.IfVersion, todo => todo.Reopen(), cancellation);
    }
}
