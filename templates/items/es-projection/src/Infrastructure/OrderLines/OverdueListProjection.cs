using CleanES.Application.EventSourcing;
using CleanES.Domain.OrderLines;
using MediatR;

namespace CleanES.Infrastructure.OrderLines;

[Projection("overdue-list")]
internal sealed class OverdueListProjection(OverdueListContext tables) : INotificationHandler<StoredEvent<OrderLine.AmountChanged>>
{
    public async Task Handle(StoredEvent<OrderLine.AmountChanged> stored, CancellationToken cancellation)
    {
        if (await tables.Items.FindAsync([stored.AggregateId], cancellation) is null)
            tables.Items.Add(new OverdueListItem { Id = stored.AggregateId, Position = stored.Position, Since = stored.CreateDate });
        // the runner saves rows and checkpoint in one transaction
    }
}
