using CleanES.Application.EventSourcing;
using CleanES.Domain.Notes;
using MediatR;

namespace CleanES.Infrastructure.Notes;

[Projection("note-list")]
internal sealed class NoteListProjection(NoteListContext tables) :
    INotificationHandler<StoredEvent<Note.Written>>,
    INotificationHandler<StoredEvent<Note.Stamped>>
{
    public Task Handle(StoredEvent<Note.Written> stored, CancellationToken cancellation)
    {
        tables.Items.Add(new NoteListItem { Id = stored.AggregateId, Text = stored.Event.Text });
        return Task.CompletedTask;
    }

    public async Task Handle(StoredEvent<Note.Stamped> stored, CancellationToken cancellation) =>
        (await tables.Items.FindAsync([stored.AggregateId], cancellation))!.Stamped = true;
}
