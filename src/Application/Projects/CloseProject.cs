using CleanES.Application.EventSourcing;
using CleanES.Domain.Projects;
using MediatR;

namespace CleanES.Application.Projects;

/// <summary>Closes a project for good. One that is closed already stays as it is.</summary>
public sealed record CloseProject(Guid Id, long? IfVersion = null) : IRequest<Saved>;

internal sealed class CloseProjectHandler(IEventStore events) : IRequestHandler<CloseProject, Saved>
{
    public Task<Saved> Handle(CloseProject command, CancellationToken cancellation) =>
        events.UpdateAsync<Project>(command.Id, command.IfVersion, project => project.Close(), cancellation);
}
