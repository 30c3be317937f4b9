using System.ComponentModel.DataAnnotations;
using CleanES.Api.EventSourcing;
using CleanES.Application.EventSourcing;
using CleanES.Application.Todos;
using MediatR;

namespace CleanES.Api.Todos;

/// <summary>The list of projects counts todos, so it stands here and not in the folder of the projects, which knows of none.</summary>
internal sealed class ProjectListEndpoints : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGroup("/projects").WithTags("Projects")
        .MapGet("/", List).WithExample(TodoExamples.ProjectPage)
        .AnswersProblems(
            ProblemKind.InvalidRequest, ProblemKind.ValidationFailed, ProblemKind.PositionAhead, ProblemKind.JournalUnavailable,
            ProblemKind.ReadModelUnavailable, ProblemKind.ReadModelBehind);

    /// <summary>List projects</summary>
    /// <remarks>
    /// Those that are not discarded, in the order of their creation, with how many of their todos are open and done. The list follows the
    /// changes a moment later; `Min-Journal-Position` waits for them.
    /// </remarks>
    /// <param name="page">1 is the first.</param>
    /// <param name="pageSize">How many items a page has, at most 100.</param>
    private static async Task<PagedList<ProjectListEntry>> List(
        MinJournalPosition minPosition,
        IMediator mediator,
        [Range(1, Paging.MaxNumber)] int page = 1,
        [Range(1, Paging.MaxSize)] int pageSize = Paging.DefaultSize,
        CancellationToken cancellation = default) =>
        await mediator.Send(new ListProjects(page, pageSize, minPosition.Value), cancellation);
}
