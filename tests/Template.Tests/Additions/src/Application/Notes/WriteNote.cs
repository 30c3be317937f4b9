using CleanES.Application.EventSourcing;
using CleanES.Domain.Notes;
using FluentValidation;
using MediatR;

namespace CleanES.Application.Notes;

/// <summary>Writes a note under a new id.</summary>
public sealed record WriteNote(string? Text) : IRequest<Saved>;

internal sealed class WriteNoteValidator : AbstractValidator<WriteNote>
{
    public WriteNoteValidator() => RuleFor(command => command.Text).NotEmpty();
}

internal sealed class WriteNoteHandler(IEventStore events, TimeProvider clock) : IRequestHandler<WriteNote, Saved>
{
    public Task<Saved> Handle(WriteNote command, CancellationToken cancellation) =>
        events.SaveAsync(Note.Write(Guid.CreateVersion7(clock.GetUtcNow()), command.Text!), cancellation);
}
