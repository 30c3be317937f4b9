using CleanES.Application.EventSourcing;
using CleanES.Domain.Projects;
using FluentValidation;
using MediatR;

namespace CleanES.Application.Projects;

/// <summary>
/// Gives a project another name, which is no other project's: <c>project.name_taken</c>. One that is closed keeps its name: <c>project.closed</c>.
/// </summary>
public sealed record RenameProject(Guid Id, string? Name, long? IfVersion = null) : IRequest<Saved>;

internal sealed class RenameProjectValidator : AbstractValidator<RenameProject>
{
    public RenameProjectValidator() => RuleFor(command => command.Name).IsProjectName();
}

internal sealed class RenameProjectHandler(IEventStore events) : IRequestHandler<RenameProject, Saved>
{
    public Task<Saved> Handle(RenameProject command, CancellationToken cancellation) =>
        events.UpdateAsync<Project>(command.Id, command.IfVersion, project => project.Rename(command.Name!), cancellation);
}
