using CleanES.Application.Notes;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.Notes;

internal sealed class ListNotesHandler(NoteListContext tables) : IRequestHandler<ListNotes, IReadOnlyList<NoteListEntry>>
{
    public async Task<IReadOnlyList<NoteListEntry>> Handle(ListNotes query, CancellationToken cancellation) =>
        await tables.Items.Select(item => new NoteListEntry(item.Id, item.Text, item.Stamped)).ToListAsync(cancellation);
}
