using CleanES.Application.Todos;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.Todos;

internal sealed class ListOpenTodosOfProjectHandler(ProjectListContext tables, ReadModelProgress progress) :
    IRequestHandler<ListOpenTodosOfProject, IReadOnlyList<Guid>>
{
    public async Task<IReadOnlyList<Guid>> Handle(ListOpenTodosOfProject query, CancellationToken cancellation)
    {
        await progress.ReachAsync<ProjectListContext>(query.MinPosition, cancellation);

        return await tables.Todos
            .Where(todo => todo.ProjectId == query.ProjectId && !todo.Done)
            .OrderBy(todo => todo.Id)
            .Select(todo => todo.Id)
            .ToListAsync(cancellation);
    }
}
