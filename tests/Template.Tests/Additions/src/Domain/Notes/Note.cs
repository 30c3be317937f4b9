using CleanES.Domain.EventSourcing;

namespace CleanES.Domain.Notes;

/// <summary>A few words. Written once; stamped once.</summary>
public sealed class Note : AggregateRoot
{
    private Note(Guid id) : base(id) { }

    public string Text { get; private set; } = "";
    public bool IsStamped { get; private set; }

    public static Note Write(Guid id, string text)
    {
        var note = new Note(id);
        note.Raise(new Written(text));
        return note;
    }

    public void Stamp()
    {
        if (!IsStamped) Raise(new Stamped());
    }

    public sealed record Written(string Text) : DomainEvent<Note>
    {
        protected override void Apply(Note note) => note.Text = Text;
    }

    public sealed record Stamped : DomainEvent<Note>
    {
        protected override void Apply(Note note) => note.IsStamped = true;
    }
}
