using CleanES.Application.EventSourcing;
using CleanES.Domain.Notes;
using MediatR;

namespace CleanES.Application.Notes;

/// <summary>Stamps a note. One that is stamped already stays as it is.</summary>
public sealed record StampNote(Guid Id) : IRequest<Saved>;

internal sealed class StampNoteHandler(IEventStore events) : IRequestHandler<StampNote, Saved>
{
    public Task<Saved> Handle(StampNote command, CancellationToken cancellation) =>
        events.UpdateAsync<Note>(command.Id, expectedVersion: null, note => note.Stamp(), cancellation);
}
