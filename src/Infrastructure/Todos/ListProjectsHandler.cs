using CleanES.Application.EventSourcing;
using CleanES.Application.Todos;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.Todos;

internal sealed class ListProjectsHandler(ProjectListContext tables, ReadModelProgress progress) :
    IRequestHandler<ListProjects, PagedList<ProjectListEntry>>
{
    public async Task<PagedList<ProjectListEntry>> Handle(ListProjects query, CancellationToken cancellation)
    {
        await progress.ReachAsync<ProjectListContext>(query.MinPosition, cancellation);

        var items = await tables.Projects
            .OrderBy(project => project.CreatedPosition)
            .Skip((query.Page - 1) * query.PageSize).Take(query.PageSize)
            .Select(project => new ProjectListEntry(
                project.Id, project.Name, project.Closed,
                tables.Todos.Count(todo => todo.ProjectId == project.Id && !todo.Done),
                tables.Todos.Count(todo => todo.ProjectId == project.Id && todo.Done)))
            .ToListAsync(cancellation);
        return new PagedList<ProjectListEntry>(items, query.Page, query.PageSize, await tables.Projects.LongCountAsync(cancellation));
    }
}
