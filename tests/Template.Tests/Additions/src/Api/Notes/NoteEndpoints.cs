using CleanES.Api.EventSourcing;
using CleanES.Application.Notes;
using MediatR;

namespace CleanES.Api.Notes;

internal sealed class NoteEndpoints : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var notes = routes.MapGroup("/notes").WithTags("Notes");
        notes.MapPost("/", Write);
        notes.MapGet("/", List);
        notes.MapGet("/{id:guid}/history", GetHistory);
    }

    /// <summary>Write a note</summary>
    private static async Task<Created> Write(NoteBody body, IMediator mediator, CancellationToken cancellation) =>
        new(await mediator.Send(new WriteNote(body.Text), cancellation));

    /// <summary>List all notes</summary>
    private static Task<IReadOnlyList<NoteListEntry>> List(IMediator mediator, CancellationToken cancellation) =>
        mediator.Send(new ListNotes(), cancellation);

    /// <summary>Get the history of a note</summary>
    private static async Task<History> GetHistory(Guid id, IMediator mediator, CancellationToken cancellation) =>
        History.Of(await mediator.Send(new GetNoteHistory(id), cancellation));
}

/// <param name="Text">What the note says.</param>
internal sealed record NoteBody(string? Text);
