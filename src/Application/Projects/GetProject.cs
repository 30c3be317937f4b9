using CleanES.Application.EventSourcing;
using CleanES.Domain.Projects;
using FluentValidation;
using MediatR;

namespace CleanES.Application.Projects;

/// <summary>One project as it is now, from its events and not from a read model: never stale. Or as it was.</summary>
/// <param name="Version">As it was at this aggregate version.</param>
/// <param name="At">As it was at this time; not together with a version.</param>
public sealed record GetProject(Guid Id, long? Version = null, DateTimeOffset? At = null) : IRequest<ProjectDetails>;

/// <param name="Version">The aggregate version: the first event gives 0, each further one adds 1.</param>
public sealed record ProjectDetails(Guid Id, string Name, bool Closed, long Version);

internal sealed class GetProjectValidator : AbstractValidator<GetProject>
{
    public GetProjectValidator()
    {
        RuleFor(query => query.Version).GreaterThanOrEqualTo(0);
        RuleFor(query => query.At).Null().When(query => query.Version is not null).WithMessage("Ask for a version or for a time, not for both.");
    }
}

internal sealed class GetProjectHandler(IEventStore events) : IRequestHandler<GetProject, ProjectDetails>
{
    public async Task<ProjectDetails> Handle(GetProject query, CancellationToken cancellation)
    {
        var project = await events.LoadAtAsync<Project>(query.Id, query.Version, query.At, cancellation);
        return new ProjectDetails(project.Id, project.Name, project.IsClosed, project.Version);
    }
}
