using CleanES.Application.EventSourcing;
using CleanES.Domain.Notes;
using MediatR;

namespace CleanES.Application.Notes;

/// <summary>Everything that happened to a note, oldest first.</summary>
public sealed record GetNoteHistory(Guid Id) : IRequest<IReadOnlyList<EventEnvelope>>;

internal sealed class GetNoteHistoryHandler(IJournal journal) : IRequestHandler<GetNoteHistory, IReadOnlyList<EventEnvelope>>
{
    public async Task<IReadOnlyList<EventEnvelope>> Handle(GetNoteHistory query, CancellationToken cancellation) =>
        await journal.HistoryAsync<Note>(query.Id, cancellation).ToListAsync(cancellation);
}
