using CleanES.Application.EventSourcing;
using CleanES.Domain.Todos;
using FluentValidation;
using MediatR;

namespace CleanES.Application.Todos;

/// <summary>Creates an open todo under a new id.</summary>
public sealed record CreateTodo(string? Label) : IRequest<Saved>;

internal sealed class CreateTodoValidator : AbstractValidator<CreateTodo>
{
    public CreateTodoValidator() => RuleFor(command => command.Label).IsTodoLabel();
}

internal sealed class CreateTodoHandler(IEventStore events, TimeProvider clock) : IRequestHandler<CreateTodo, Saved>
{
    public Task<Saved> Handle(CreateTodo command, CancellationToken cancellation) =>
        events.SaveAsync(Todo.Create(Guid.CreateVersion7(clock.GetUtcNow()), command.Label!), cancellation);
}
