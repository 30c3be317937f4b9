using CleanES.Application.EventSourcing;
using CleanES.Domain.Todos;
using MediatR;

namespace CleanES.Application.Todos;

/// <summary>Discards a todo whose project was closed. One that is done stays as it is; of one that is discarded already null is told.</summary>
public sealed record AbandonTodo(Guid Id) : IRequest<Saved?>;

internal sealed class AbandonTodoHandler(IEventStore events) : IRequestHandler<AbandonTodo, Saved?>
{
    public async Task<Saved?> Handle(AbandonTodo command, CancellationToken cancellation)
    {
        try
        {
            return await events.UpdateAsync<Todo>(command.Id, expectedVersion: null, todo => todo.Abandon(), cancellation);
        }
        catch (AggregateNotFoundException)
        {
            return null;
        }
    }
}
