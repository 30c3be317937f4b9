using CleanES.Domain.EventSourcing;

namespace CleanES.Domain.Todos;

/// <summary>One thing to do, in a project or in none. Created open; may be relabelled while open; done and reopened; discarded for good.</summary>
public sealed partial class Todo : AggregateRoot
{
    public const int MaxLabelLength = 200;

    private Todo(Guid id) : base(id) { }

    public string Label { get; private set; } = "";
    public bool Done { get; private set; }

    /// <summary>The project that it belongs to; null if to none.</summary>
    public Guid? ProjectId { get; private set; }

    /// <exception cref="DomainException"><see cref="TodoErrors.LabelInvalidCode"/></exception>
    public static Todo Create(Guid id, string label, Guid? projectId = null)
    {
        ThrowUnlessLabel(label);
        var todo = new Todo(id);
        todo.Raise(new Created(label));
        if (projectId is { } project) todo.Raise(new AddedToProject(project));
        return todo;
    }

    /// <exception cref="DomainException"><see cref="TodoErrors.LabelInvalidCode"/>, <see cref="TodoErrors.AlreadyDoneCode"/></exception>
    public void ChangeLabel(string label)
    {
        ThrowUnlessLabel(label);
        if (Done) throw TodoErrors.AlreadyDone(Id);
        if (label != Label) Raise(new LabelChanged(label));
    }

    public void Complete()
    {
        if (!Done) Raise(new Completed());
    }

    public void Reopen()
    {
        if (Done) Raise(new Reopened());
    }

    public void Discard() => Raise(new Discarded());

    /// <summary>Its project was closed: what is still open is discarded, what is done stays.</summary>
    public void Abandon()
    {
        if (!Done) Discard();
    }

    /// <summary>A label is one line: not blank, at most <see cref="MaxLabelLength"/> characters, no control characters.</summary>
    public static bool IsLabel(string? label) =>
        !string.IsNullOrWhiteSpace(label) && label.Length <= MaxLabelLength && !label.Any(char.IsControl);

    private static void ThrowUnlessLabel(string label)
    {
        if (!IsLabel(label)) throw TodoErrors.LabelInvalid();
    }

    public sealed record Created(string Label) : DomainEvent<Todo>
    {
        protected override void Apply(Todo todo) => todo.Label = Label;
    }

    public sealed record AddedToProject(Guid ProjectId) : DomainEvent<Todo>
    {
        protected override void Apply(Todo todo) => todo.ProjectId = ProjectId;
    }

    public sealed record LabelChanged(string Label) : DomainEvent<Todo>
    {
        protected override void Apply(Todo todo) => todo.Label = Label;
    }

    public sealed record Completed : DomainEvent<Todo>
    {
        protected override void Apply(Todo todo) => todo.Done = true;
    }

    public sealed record Reopened : DomainEvent<Todo>
    {
        protected override void Apply(Todo todo) => todo.Done = false;
    }

    public sealed record Discarded : DomainEvent<Todo>
    {
        protected override void Apply(Todo todo) => todo.IsDiscarded = true;
    }
}
