using CleanES.Application.EventSourcing;
using CleanES.Domain.Projects;
using MediatR;

namespace CleanES.Application.Projects;

/// <summary>One project as it is now, from its events and not from a read model: never stale.</summary>
public sealed record GetProject(Guid Id) : IRequest<ProjectDetails>;

/// <param name="Version">The aggregate version: the first event gives 0, each further one adds 1.</param>
public sealed record ProjectDetails(Guid Id, string Name, bool Closed, long Version);

internal sealed class GetProjectHandler(IEventStore events) : IRequestHandler<GetProject, ProjectDetails>
{
    public async Task<ProjectDetails> Handle(GetProject query, CancellationToken cancellation)
    {
        var project = await events.LoadAsync<Project>(query.Id, cancellation);
        return new ProjectDetails(project.Id, project.Name, project.IsClosed, project.Version);
    }
}
