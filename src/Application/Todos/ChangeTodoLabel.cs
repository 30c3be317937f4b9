using CleanES.Application.EventSourcing;
using CleanES.Domain.Todos;
using FluentValidation;
using MediatR;

namespace CleanES.Application.Todos;

/// <summary>Changes what is to be done. A todo that is done keeps its label: <c>todo.already_done</c>.</summary>
public sealed record ChangeTodoLabel(Guid Id, string? Label, long? IfVersion = null) : IRequest<Saved>;

internal sealed class ChangeTodoLabelValidator : AbstractValidator<ChangeTodoLabel>
{
    public ChangeTodoLabelValidator() => RuleFor(command => command.Label).IsTodoLabel();
}

internal sealed class ChangeTodoLabelHandler(IEventStore events) : IRequestHandler<ChangeTodoLabel, Saved>
{
    public Task<Saved> Handle(ChangeTodoLabel command, CancellationToken cancellation) =>
        events.UpdateAsync<Todo>(command.Id, command.IfVersion, todo => todo.ChangeLabel(command.Label!), cancellation);
}
