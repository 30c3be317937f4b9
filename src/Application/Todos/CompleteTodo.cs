using CleanES.Application.EventSourcing;
using CleanES.Domain.Todos;
using MediatR;

namespace CleanES.Application.Todos;

/// <summary>Marks a todo as done. One that is done already stays as it is.</summary>
public sealed record CompleteTodo(Guid Id, long? IfVersion = null) : IRequest<Saved>;

internal sealed class CompleteTodoHandler(IEventStore events) : IRequestHandler<CompleteTodo, Saved>
{
    public Task<Saved> Handle(CompleteTodo command, CancellationToken cancellation) =>
        events.UpdateAsync<Todo>(command.Id, command.IfVersion, todo => todo.Complete(), cancellation);
}
