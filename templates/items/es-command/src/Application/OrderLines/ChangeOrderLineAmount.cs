using CleanES.Application.EventSourcing;
using CleanES.Domain.OrderLines;
using MediatR;

namespace CleanES.Application.OrderLines;

#if (newEvent)
/// <summary>Raises <see cref="OrderLine.AmountChanged"/>. A repeat changes nothing.</summary>
#else
/// <summary>Raises <see cref="OrderLine.AmountChanged"/>.</summary>
#endif
public sealed record ChangeOrderLineAmount(Guid Id, long? IfVersion = null) : IRequest<Saved>;

internal sealed class ChangeOrderLineAmountHandler(IEventStore events) : IRequestHandler<ChangeOrderLineAmount, Saved>
{
    public Task<Saved> Handle(ChangeOrderLineAmount command, CancellationToken cancellation) =>
        events.UpdateAsync<OrderLine>(command.Id, command.IfVersion, orderLine => orderLine.ChangeAmount(), cancellation);
}
