using CleanES.Domain.EventSourcing;

namespace CleanES.Domain.Todos;

/// <summary>Every rule of <see cref="Todo"/> that can be broken, with its stable code.</summary>
public static class TodoErrors
{
    public const string AlreadyDoneCode = "todo.already_done";
    public const string LabelInvalidCode = "todo.label_invalid";
    public const string ProjectUnknownCode = "todo.project_unknown";

    public static DomainException AlreadyDone(Guid id) =>
        new(AlreadyDoneCode, $"Todo {id} is done and keeps its label. Reopen it to change the label.");

    public static DomainException LabelInvalid() =>
        new(LabelInvalidCode, $"A label is one line of 1 to {Todo.MaxLabelLength} characters and not blank.");

    public static DomainException ProjectUnknown(Guid projectId) =>
        new(ProjectUnknownCode, $"There is no project {projectId} that a todo could belong to. Name one that exists, or none.");
}
