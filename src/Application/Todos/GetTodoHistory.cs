using CleanES.Application.EventSourcing;
using CleanES.Domain.Todos;
using MediatR;

namespace CleanES.Application.Todos;

/// <summary>Everything that happened to a todo, oldest first, a discarded one included.</summary>
public sealed record GetTodoHistory(Guid Id) : IRequest<IReadOnlyList<EventEnvelope>>;

internal sealed class GetTodoHistoryHandler(IJournal journal) : IRequestHandler<GetTodoHistory, IReadOnlyList<EventEnvelope>>
{
    public async Task<IReadOnlyList<EventEnvelope>> Handle(GetTodoHistory query, CancellationToken cancellation)
    {
        var history = await journal.HistoryAsync<Todo>(query.Id, cancellation).ToListAsync(cancellation);
        return history.Count > 0 ? history : throw new AggregateNotFoundException(typeof(Todo), query.Id, isDiscarded: false);
    }
}
