using CleanES.Application.EventSourcing;
using CleanES.Application.OrderLines;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.OrderLines;

internal sealed class GetOverdueListHandler(OverdueListContext tables, ReadModelProgress progress) :
    IRequestHandler<GetOverdueList, PagedList<OverdueListEntry>>
{
    public async Task<PagedList<OverdueListEntry>> Handle(GetOverdueList query, CancellationToken cancellation)
    {
        await progress.ReachAsync<OverdueListContext>(query.MinPosition, cancellation);

        var items = await tables.Items
            .OrderBy(item => item.Position)
            .Skip((query.Page - 1) * query.PageSize).Take(query.PageSize)
            .Select(item => new OverdueListEntry(item.Id, item.Since))
            .ToListAsync(cancellation);
        return new PagedList<OverdueListEntry>(items, query.Page, query.PageSize, await tables.Items.LongCountAsync(cancellation));
    }
}
