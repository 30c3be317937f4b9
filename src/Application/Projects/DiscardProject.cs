using CleanES.Application.EventSourcing;
using CleanES.Domain.Projects;
using MediatR;

namespace CleanES.Application.Projects;

/// <summary>
/// Discards a closed project for good: it is not found any more, its name is free again, and its history stays readable. One that is open
/// is to be closed first: <c>project.still_open</c>.
/// </summary>
public sealed record DiscardProject(Guid Id, long? IfVersion = null) : IRequest<Saved>;

internal sealed class DiscardProjectHandler(IEventStore events) : IRequestHandler<DiscardProject, Saved>
{
    public Task<Saved> Handle(DiscardProject command, CancellationToken cancellation) =>
        events.UpdateAsync<Project>(command.Id, command.IfVersion, project => project.Discard(), cancellation);
}
