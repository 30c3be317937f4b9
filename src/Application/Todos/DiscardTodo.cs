using CleanES.Application.EventSourcing;
using CleanES.Domain.Todos;
using MediatR;

namespace CleanES.Application.Todos;

/// <summary>Discards a todo for good: it is not found any more, cannot come back under its id, and its history stays readable.</summary>
public sealed record DiscardTodo(Guid Id, long? IfVersion = null) : IRequest<Saved>;

internal sealed class DiscardTodoHandler(IEventStore events) : IRequestHandler<DiscardTodo, Saved>
{
    public Task<Saved> Handle(DiscardTodo command, CancellationToken cancellation) =>
        events.UpdateAsync<Todo>(command.Id, command.IfVersion, todo => todo.Discard(), cancellation);
}
