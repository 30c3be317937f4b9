using CleanES.Application.EventSourcing;
using CleanES.Domain.Projects;
using CleanES.Domain.Todos;
using FluentValidation;
using MediatR;

namespace CleanES.Application.Todos;

/// <summary>
/// Creates an open todo under a new id. Its project, if one is given, must be there, <c>todo.project_unknown</c>, and open: <c>project.closed</c>.
/// </summary>
public sealed record CreateTodo(string? Label, Guid? ProjectId = null) : IRequest<Saved>;

internal sealed class CreateTodoValidator : AbstractValidator<CreateTodo>
{
    public CreateTodoValidator() => RuleFor(command => command.Label).IsTodoLabel();
}

internal sealed class CreateTodoHandler(IEventStore events, TimeProvider clock) : IRequestHandler<CreateTodo, Saved>
{
    public async Task<Saved> Handle(CreateTodo command, CancellationToken cancellation)
    {
        if (command.ProjectId is { } id)
        {
            var project = await events.FindAsync<Project>(id, cancellation) ?? throw TodoErrors.ProjectUnknown(id);
            if (project.IsClosed) throw ProjectErrors.Closed(id);
        }

        return await events.SaveAsync(Todo.Create(Guid.CreateVersion7(clock.GetUtcNow()), command.Label!, command.ProjectId), cancellation);
    }
}
