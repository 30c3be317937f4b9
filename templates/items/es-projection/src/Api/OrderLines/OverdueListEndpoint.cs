using System.ComponentModel.DataAnnotations;
using CleanES.Api.EventSourcing;
using CleanES.Application.EventSourcing;
using CleanES.Application.OrderLines;
using MediatR;

namespace CleanES.Api.OrderLines;

internal sealed class OverdueListEndpoint : IEndpoints
{
    private static readonly OverdueListEntry _example =
        new(new Guid("01980b2e-7c3a-7d52-9f64-2f1a6f0e8b11"), new DateTimeOffset(2025, 7, 15, 9, 30, 0, TimeSpan.Zero));

    public void Map(IEndpointRouteBuilder routes) => routes.MapGroup("/ROUTE").WithTags("OrderLines")
        .MapGet("/", Get).WithExample(new PagedList<OverdueListEntry>([_example], Page: 1, Paging.DefaultSize, Total: 1))
        .AnswersProblems(
            ProblemKind.InvalidRequest, ProblemKind.ValidationFailed, ProblemKind.PositionAhead, ProblemKind.JournalUnavailable,
            ProblemKind.ReadModelUnavailable, ProblemKind.ReadModelBehind);

    /// <summary>Get the overdue list</summary>
    /// <remarks>It follows the changes a moment later; `Min-Journal-Position` waits for them.</remarks>
    /// <param name="page">1 is the first.</param>
    /// <param name="pageSize">How many items a page has, at most 100.</param>
    private static async Task<PagedList<OverdueListEntry>> Get(
        MinJournalPosition minPosition,
        IMediator mediator,
        [Range(1, Paging.MaxNumber)] int page = 1,
        [Range(1, Paging.MaxSize)] int pageSize = Paging.DefaultSize,
        CancellationToken cancellation = default) =>
        await mediator.Send(new GetOverdueList(page, pageSize, minPosition.Value), cancellation);
}
