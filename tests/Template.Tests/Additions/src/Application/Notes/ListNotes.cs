using MediatR;

namespace CleanES.Application.Notes;

/// <summary>All notes, from the read model <c>note-list</c>.</summary>
public sealed record ListNotes : IRequest<IReadOnlyList<NoteListEntry>>;

public sealed record NoteListEntry(Guid Id, string Text, bool Stamped);
