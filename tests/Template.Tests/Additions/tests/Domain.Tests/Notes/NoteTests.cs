using CleanES.Domain.Notes;

namespace CleanES.Domain.Tests.Notes;

public sealed class NoteTests
{
    [Fact]
    public void A_note_is_stamped_once()
    {
        var note = Note.Write(Guid.NewGuid(), "milk");
        note.Stamp();
        note.Stamp();

        Assert.Equal([new Note.Written("milk"), new Note.Stamped()], note.Pending.Select(pending => pending.Event));
    }
}
