using System.Text.Json.Serialization;
using CleanES.Application.EventSourcing;
using CleanES.Domain.Todos;
using FluentValidation;
using MediatR;

namespace CleanES.Application.Todos;

/// <summary>One todo as it is now, from its events and not from a read model: never stale. Or as it was.</summary>
/// <param name="Version">As it was at this aggregate version.</param>
/// <param name="At">As it was at this time; not together with a version.</param>
public sealed record GetTodo(Guid Id, long? Version = null, DateTimeOffset? At = null) : IRequest<TodoDetails>;

/// <param name="Version">The aggregate version: the first event gives 0, each further one adds 1.</param>
/// <param name="ProjectId">The project that it belongs to; not told of a todo that belongs to none.</param>
public sealed record TodoDetails(
    Guid Id, string Label, bool Done, long Version, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? ProjectId = null);

internal sealed class GetTodoValidator : AbstractValidator<GetTodo>
{
    public GetTodoValidator()
    {
        RuleFor(query => query.Version).GreaterThanOrEqualTo(0);
        RuleFor(query => query.At).Null().When(query => query.Version is not null).WithMessage("Ask for a version or for a time, not for both.");
    }
}

internal sealed class GetTodoHandler(IEventStore events) : IRequestHandler<GetTodo, TodoDetails>
{
    public async Task<TodoDetails> Handle(GetTodo query, CancellationToken cancellation)
    {
        var todo = await events.LoadAtAsync<Todo>(query.Id, query.Version, query.At, cancellation);
        return new TodoDetails(todo.Id, todo.Label, todo.Done, todo.Version, todo.ProjectId);
    }
}
