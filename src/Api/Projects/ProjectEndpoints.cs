using System.ComponentModel.DataAnnotations;
using CleanES.Api.EventSourcing;
using CleanES.Application.Projects;
using CleanES.Domain.Projects;
using MediatR;

namespace CleanES.Api.Projects;

internal sealed class ProjectEndpoints : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var projects = routes.MapGroup("/projects").WithTags("Projects");
        projects.MapPost("/", Create).WithExample(new SavedBody(ProjectExamples.Id, 0));
        projects.MapGet("/{id}", Get).WithExample(ProjectExamples.Project);
        projects.MapGet("/{id}/history", GetHistory).WithExample(ProjectExamples.History)
            .AnswersProblems(ProblemKind.InvalidRequest, ProblemKind.NotFound, ProblemKind.JournalUnavailable);
        projects.MapPut("/{id}/name", Rename).WithExample(new SavedBody(ProjectExamples.Id, 1));
        projects.MapPost("/{id}/close", Close).WithExample(new SavedBody(ProjectExamples.Id, 2));
        projects.MapDelete("/{id}", Discard).WithExample(new SavedBody(ProjectExamples.Id, 3));
    }

    /// <summary>Create a project</summary>
    /// <remarks>It is open, under a new id. Its name, in upper or lower case, is no other project's: `project.name_taken`.</remarks>
    private static async Task<Created> Create(NameBody body, IMediator mediator, CancellationToken cancellation) =>
        new(await mediator.Send(new CreateProject(body.Name), cancellation));

    /// <summary>Get a project</summary>
    /// <remarks>As it is now, from its events: never stale.</remarks>
    private static async Task<Current<ProjectDetails>> Get(Guid id, IMediator mediator, CancellationToken cancellation)
    {
        var project = await mediator.Send(new GetProject(id), cancellation);
        return new(project, project.Version);
    }

    /// <summary>Get the history of a project</summary>
    /// <remarks>Every event as the journal holds it, oldest first; of a discarded project as well.</remarks>
    private static async Task<History> GetHistory(Guid id, IMediator mediator, CancellationToken cancellation) =>
        History.Of(await mediator.Send(new GetProjectHistory(id), cancellation));

    /// <summary>Rename a project</summary>
    /// <remarks>Its new name is no other project's: `project.name_taken`. A closed project keeps its name: `project.closed`.</remarks>
    private static async Task<Changed> Rename(Guid id, NameBody body, IfMatch ifMatch, IMediator mediator, CancellationToken cancellation) =>
        new(await mediator.Send(new RenameProject(id, body.Name, ifMatch.Version), cancellation));

    /// <summary>Close a project</summary>
    /// <remarks>For good. One that is closed already stays as it is.</remarks>
    private static async Task<Changed> Close(Guid id, IfMatch ifMatch, IMediator mediator, CancellationToken cancellation) =>
        new(await mediator.Send(new CloseProject(id, ifMatch.Version), cancellation));

    /// <summary>Discard a project</summary>
    /// <remarks>
    /// Only a closed one: `project.still_open`. For good: it is not found any more, its name is free again, and its history stays readable.
    /// </remarks>
    private static async Task<Changed> Discard(Guid id, IfMatch ifMatch, IMediator mediator, CancellationToken cancellation) =>
        new(await mediator.Send(new DiscardProject(id, ifMatch.Version), cancellation));
}

/// <param name="Name" example="Move house">What the project is called: one line of 1 to 100 characters, not blank, without control characters.</param>
internal sealed record NameBody([property: Required, StringLength(Project.MaxNameLength, MinimumLength = 1)] string? Name);
