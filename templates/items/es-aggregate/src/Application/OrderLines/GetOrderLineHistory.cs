using CleanES.Application.EventSourcing;
using CleanES.Domain.OrderLines;
using FluentValidation;
using MediatR;

namespace CleanES.Application.OrderLines;

/// <summary>What happened to an order line, a discarded one included.</summary>
public sealed record GetOrderLineHistory(Guid Id, HistoryRange Range) : IRequest<IReadOnlyList<EventEnvelope>>;

internal sealed class GetOrderLineHistoryValidator : AbstractValidator<GetOrderLineHistory>
{
    public GetOrderLineHistoryValidator()
    {
        RuleFor(query => query.Range.After).GreaterThanOrEqualTo(0).OverridePropertyName("after");
        RuleFor(query => query.Range.Until).GreaterThanOrEqualTo(0).OverridePropertyName("until");
        RuleFor(query => query.Range.Limit).GreaterThanOrEqualTo(1).OverridePropertyName("limit");
    }
}

internal sealed class GetOrderLineHistoryHandler(IJournal journal) : IRequestHandler<GetOrderLineHistory, IReadOnlyList<EventEnvelope>>
{
    public async Task<IReadOnlyList<EventEnvelope>> Handle(GetOrderLineHistory query, CancellationToken cancellation)
    {
        var history = await journal.HistoryAsync<OrderLine>(query.Id, query.Range, cancellation).ToListAsync(cancellation);
        return history.Count > 0 || await journal.HistoryAsync<OrderLine>(query.Id, cancellation).AnyAsync(cancellation)
            ? history
            : throw new AggregateNotFoundException(typeof(OrderLine), query.Id, isDiscarded: false);
    }
}
