using System.Text.Json.Serialization;
using CleanES.Application.EventSourcing;
using CleanES.Domain.Todos;
using MediatR;

namespace CleanES.Application.Todos;

/// <summary>One todo as it is now, from its events and not from a read model: never stale.</summary>
public sealed record GetTodo(Guid Id) : IRequest<TodoDetails>;

/// <param name="Version">The aggregate version: the first event gives 0, each further one adds 1.</param>
/// <param name="ProjectId">The project that it belongs to; not told of a todo that belongs to none.</param>
public sealed record TodoDetails(
    Guid Id, string Label, bool Done, long Version, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? ProjectId = null);

internal sealed class GetTodoHandler(IEventStore events) : IRequestHandler<GetTodo, TodoDetails>
{
    public async Task<TodoDetails> Handle(GetTodo query, CancellationToken cancellation)
    {
        var todo = await events.LoadAsync<Todo>(query.Id, cancellation);
        return new TodoDetails(todo.Id, todo.Label, todo.Done, todo.Version, todo.ProjectId);
    }
}
