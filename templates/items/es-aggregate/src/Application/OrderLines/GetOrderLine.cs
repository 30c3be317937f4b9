using CleanES.Application.EventSourcing;
using CleanES.Domain.OrderLines;
using FluentValidation;
using MediatR;

namespace CleanES.Application.OrderLines;

/// <summary>One order line as it is now, from its events and not from a read model: never stale. Or as it was.</summary>
/// <param name="Version">As it was at this aggregate version.</param>
/// <param name="At">As it was at this time; not together with a version.</param>
public sealed record GetOrderLine(Guid Id, long? Version = null, DateTimeOffset? At = null) : IRequest<OrderLineDetails>;

/// <param name="Version">The aggregate version: the first event gives 0, each further one adds 1.</param>
public sealed record OrderLineDetails(Guid Id, string Name, long Version);

internal sealed class GetOrderLineValidator : AbstractValidator<GetOrderLine>
{
    public GetOrderLineValidator()
    {
        RuleFor(query => query.Version).GreaterThanOrEqualTo(0);
        RuleFor(query => query.At).Null().When(query => query.Version is not null).WithMessage("Ask for a version or for a time, not for both.");
    }
}

internal sealed class GetOrderLineHandler(IEventStore events) : IRequestHandler<GetOrderLine, OrderLineDetails>
{
    public async Task<OrderLineDetails> Handle(GetOrderLine query, CancellationToken cancellation)
    {
        var orderLine = await events.LoadAtAsync<OrderLine>(query.Id, query.Version, query.At, cancellation);
        return new OrderLineDetails(orderLine.Id, orderLine.Name, orderLine.Version);
    }
}
