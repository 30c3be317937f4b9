using CleanES.Api.EventSourcing;
using CleanES.Application.OrderLines;
using MediatR;

namespace CleanES.Api.OrderLines;

internal sealed class ChangeOrderLineAmountEndpoint : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGroup("/order-lines").WithTags("OrderLines")
        .MapPost("/{id}/change-amount", ChangeAmount).WithExample(new SavedBody(new Guid("01980b2e-7c3a-7d52-9f64-2f1a6f0e8b11"), 1));

    /// <summary>Change amount</summary>
#if (newEvent)
    /// <remarks>A repeat changes nothing.</remarks>
#endif
    private static async Task<Changed> ChangeAmount(Guid id, IfMatch ifMatch, IMediator mediator, CancellationToken cancellation) =>
        new(await mediator.Send(new ChangeOrderLineAmount(id, ifMatch.Version), cancellation));
}
