using CleanES.Application.EventSourcing;
using CleanES.Domain.Notes;
using MediatR;

namespace CleanES.Application.Notes;

/// <summary>Has every note stamped. To stamp a note twice changes nothing, so an event that comes again does no harm.</summary>
[Effect("note-stamps")]
internal sealed class NoteStamps(IMediator mediator) : INotificationHandler<StoredEvent<Note.Written>>
{
    public Task Handle(StoredEvent<Note.Written> stored, CancellationToken cancellation) =>
        mediator.Send(new StampNote(stored.AggregateId), cancellation);
}
