using CleanES.Application.EventSourcing;
using CleanES.Domain.Projects;
using MediatR;

namespace CleanES.Application.Projects;

/// <summary>Everything that happened to a project, oldest first, a discarded one included.</summary>
public sealed record GetProjectHistory(Guid Id) : IRequest<IReadOnlyList<EventEnvelope>>;

internal sealed class GetProjectHistoryHandler(IJournal journal) : IRequestHandler<GetProjectHistory, IReadOnlyList<EventEnvelope>>
{
    public async Task<IReadOnlyList<EventEnvelope>> Handle(GetProjectHistory query, CancellationToken cancellation)
    {
        var history = await journal.HistoryAsync<Project>(query.Id, cancellation).ToListAsync(cancellation);
        return history.Count > 0 ? history : throw new AggregateNotFoundException(typeof(Project), query.Id, isDiscarded: false);
    }
}
