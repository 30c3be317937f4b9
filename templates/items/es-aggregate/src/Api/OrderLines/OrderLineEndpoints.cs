using System.ComponentModel.DataAnnotations;
using CleanES.Api.EventSourcing;
using CleanES.Application.EventSourcing;
using CleanES.Application.OrderLines;
using CleanES.Domain.OrderLines;
using MediatR;

namespace CleanES.Api.OrderLines;

internal sealed class OrderLineEndpoints : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var orderLines = routes.MapGroup("/order-lines").WithTags("OrderLines");
        orderLines.MapPost("/", Create).WithExample(new SavedBody(OrderLineExamples.Id, 0));
        orderLines.MapGet("/{id}", Get).WithExample(OrderLineExamples.OrderLine);
        orderLines.MapGet("/{id}/history", GetHistory).WithExample(OrderLineExamples.History)
            .AnswersProblems(ProblemKind.InvalidRequest, ProblemKind.ValidationFailed, ProblemKind.NotFound, ProblemKind.JournalUnavailable);
    }

    /// <summary>Create an order line</summary>
    private static async Task<Created> Create(NewOrderLineBody body, IMediator mediator, CancellationToken cancellation) =>
        new(await mediator.Send(new CreateOrderLine(body.Name), cancellation));

    /// <summary>Get an order line</summary>
    /// <remarks>As it is now, from its events: never stale. Or as it was: at a version, or at a time. `ETag` is the version shown.</remarks>
    /// <param name="version">As it was at this version: the first event gives 0, each further one adds 1.</param>
    /// <param name="at">As it was at this time, such as `2025-07-15T09:30:00Z`; without an offset it is UTC. Not together with `version`.</param>
    private static async Task<Current<OrderLineDetails>> Get(Guid id, long? version, UtcTime? at, IMediator mediator, CancellationToken cancellation)
    {
        var orderLine = await mediator.Send(new GetOrderLine(id, version, at?.Value), cancellation);
        return new(orderLine, orderLine.Version);
    }

    /// <summary>Get the history of an order line</summary>
    /// <remarks>Its events as the journal holds them, oldest first.</remarks>
    /// <param name="after">Only events after this version.</param>
    /// <param name="until">Only events up to this version, its own included.</param>
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
        History.Of(await mediator.Send(new GetOrderLineHistory(id, new HistoryRange(after, until, Limit: limit, Descending: descending)), cancellation));
}

/// <param name="Name" example="An example">One line of 1 to 100 characters, not blank, without control characters.</param>
internal sealed record NewOrderLineBody([property: Required, StringLength(OrderLine.MaxNameLength, MinimumLength = 1)] string? Name);
