using CleanES.Domain.Notes;
using static CleanES.TestKit.Specification;

namespace CleanES.Domain.Tests.Notes;

public sealed class NoteTests
{
    [Fact]
    public void A_note_is_written() => When(() => Note.Write(Guid.NewGuid(), "milk")).Then(new Note.Written("milk"));

    [Fact]
    public void A_note_is_stamped_once()
    {
        Given<Note>(new Note.Written("milk")).When(note => note.Stamp()).Then(new Note.Stamped());
        Given<Note>(new Note.Written("milk"), new Note.Stamped()).When(note => note.Stamp()).ThenNothing();
    }
}
