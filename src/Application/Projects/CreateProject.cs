using CleanES.Application.EventSourcing;
using CleanES.Domain.Projects;
using FluentValidation;
using MediatR;

namespace CleanES.Application.Projects;

/// <summary>Creates an open project under a new id. Its name is no other project's: <c>project.name_taken</c>.</summary>
public sealed record CreateProject(string? Name) : IRequest<Saved>;

internal sealed class CreateProjectValidator : AbstractValidator<CreateProject>
{
    public CreateProjectValidator() => RuleFor(command => command.Name).IsProjectName();
}

internal sealed class CreateProjectHandler(IEventStore events, TimeProvider clock) : IRequestHandler<CreateProject, Saved>
{
    public Task<Saved> Handle(CreateProject command, CancellationToken cancellation) =>
        events.SaveAsync(Project.Create(Guid.CreateVersion7(clock.GetUtcNow()), command.Name!), cancellation);
}
