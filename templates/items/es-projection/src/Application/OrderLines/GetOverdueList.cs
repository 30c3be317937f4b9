using CleanES.Application.EventSourcing;
using FluentValidation;
using MediatR;

namespace CleanES.Application.OrderLines;

/// <summary>The order lines of the read model <c>overdue-list</c>, in the order in which they came there.</summary>
/// <param name="Page">1 is the first.</param>
/// <param name="MinPosition">Waits until the read model shows everything up to this position.</param>
public sealed record GetOverdueList(int Page, int PageSize, long? MinPosition) : IRequest<PagedList<OverdueListEntry>>;

/// <param name="Since">When it came there.</param>
public sealed record OverdueListEntry(Guid Id, DateTimeOffset Since);

internal sealed class GetOverdueListValidator : AbstractValidator<GetOverdueList>
{
    public GetOverdueListValidator()
    {
        RuleFor(query => query.Page).IsPageNumber();
        RuleFor(query => query.PageSize).IsPageSize();
    }
}
