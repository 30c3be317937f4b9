using System.ComponentModel.DataAnnotations;
using CleanES.Api.EventSourcing;
using CleanES.Application.EventSourcing;
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
            .AnswersProblems(ProblemKind.InvalidRequest, ProblemKind.ValidationFailed, ProblemKind.NotFound, ProblemKind.JournalUnavailable);
        projects.MapPut("/{id}/name", Rename).WithExample(new SavedBody(ProjectExamples.Id, 1));
        projects.MapPost("/{id}/close", Close).WithExample(new SavedBody(ProjectExamples.Id, 2));
        projects.MapDelete("/{id}", Discard).WithExample(new SavedBody(ProjectExamples.Id, 3));
    }

    /// <summary>Create a project</summary>
    /// <remarks>It is open, under a new id. Its name, in upper or lower case, is no other project's: `project.name_taken`.</remarks>
    private static async Task<Created> Create(NameBody body, IMediator mediator, CancellationToken cancellation) =>
        new(await mediator.Send(new CreateProject(body.Name), cancellation));

    /// <summary>Get a project</summary>
    /// <remarks>
    /// As it is now, from its events: never stale. Or as it was: at a version, or at a time, also one that was discarded later. `ETag` is the version shown.
    /// </remarks>
    /// <param name="version">As it was at this version: the first event gives 0, each further one adds 1.</param>
    /// <param name="at">As it was at this time, such as `2025-07-15T09:30:00Z`; without an offset it is UTC. Not together with `version`.</param>
    private static async Task<Current<ProjectDetails>> Get(Guid id, long? version, UtcTime? at, IMediator mediator, CancellationToken cancellation)
    {
        var project = await mediator.Send(new GetProject(id, version, at?.Value), cancellation);
        return new(project, project.Version);
    }

    /// <summary>Get the history of a project</summary>
    /// <remarks>Its events as the journal holds them, oldest first; of a discarded project as well.</remarks>
    /// <param name="after">Only events after this version of the project.</param>
    /// <param name="until">Only events up to this version of the project, its own included.</param>
    /// <param name="limit">At most so many, the first ones in the order asked for.</param>
    /// <param name="descending">Newest first.</param>
    private static async Task<History> GetHistory(
        Guid id,
        IMediator mediator,
        long? after,
        long? until,
        [Range(1, int.MaxValue)] int? limit,
        bool descending = false,
        CancellationToken cancellation = default) =>
        History.Of(await mediator.Send(new GetProjectHistory(id, new HistoryRange(after, until, Limit: limit, Descending: descending)), cancellation));

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
