using CleanES.Application.EventSourcing;
using CleanES.Domain.Todos;
using MediatR;

namespace CleanES.Application.Todos;

/// <summary>Opens a todo that is done. One that is open already stays as it is.</summary>
public sealed record ReopenTodo(Guid Id, long? IfVersion = null) : IRequest<Saved>;

internal sealed class ReopenTodoHandler(IEventStore events) : IRequestHandler<ReopenTodo, Saved>
{
    public Task<Saved> Handle(ReopenTodo command, CancellationToken cancellation) =>
        events.UpdateAsync<Todo>(command.Id, command.IfVersion, todo => todo.Reopen(), cancellation);
}
