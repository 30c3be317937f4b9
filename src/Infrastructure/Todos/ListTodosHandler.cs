using CleanES.Application.EventSourcing;
using CleanES.Application.Todos;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.Todos;

internal sealed class ListTodosHandler(TodoListContext tables, ReadModelProgress progress) : IRequestHandler<ListTodos, PagedList<TodoListEntry>>
{
    public async Task<PagedList<TodoListEntry>> Handle(ListTodos query, CancellationToken cancellation)
    {
        await progress.ReachAsync<TodoListContext>(query.MinPosition, cancellation);

        var found = tables.Items.AsNoTracking();
        if (query.Done is { } done) found = found.Where(item => item.Done == done);
        if (query.Search?.ToUpperInvariant() is { Length: > 0 } search) found = found.Where(item => item.SearchLabel.Contains(search));

        var items = await found
            .OrderBy(item => item.CreatedPosition)
            .Skip((query.Page - 1) * query.PageSize).Take(query.PageSize)
            .Select(item => new TodoListEntry(item.Id, item.Label, item.Done))
            .ToListAsync(cancellation);
        return new PagedList<TodoListEntry>(items, query.Page, query.PageSize, await found.LongCountAsync(cancellation));
    }
}
