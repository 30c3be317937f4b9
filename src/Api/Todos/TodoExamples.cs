using CleanES.Api.EventSourcing;
using CleanES.Api.Projects;
using CleanES.Application.EventSourcing;
using CleanES.Application.Todos;

namespace CleanES.Api.Todos;

/// <summary>What Swagger shows as answers.</summary>
internal static class TodoExamples
{
    public static readonly Guid Id = new("01980b2e-7c3a-7d52-9f64-2f1a6f0e8b11");

    public static readonly TodoDetails Todo = new(Id, "Buy milk", Done: false, Version: 0);

    public static readonly PagedList<TodoListEntry> Page = new([new TodoListEntry(Id, "Buy milk", Done: false)], Page: 1, Paging.DefaultSize, Total: 1);

    public static readonly PagedList<ProjectListEntry> ProjectPage =
        new([new ProjectListEntry(ProjectExamples.Id, "Move house", Closed: false, Open: 2, Done: 1)], Page: 1, Paging.DefaultSize, Total: 1);

    public static readonly History History = History.Of(
    [
        new EventEnvelope(
            Position: 1, new Guid("01980b2e-7c3b-7f0e-8a55-91c2d0b7e6a4"), "todo_created", EventVersion: 1, """{"label":"Buy milk"}""",
            "todo", Id, AggregateVersion: 0, new DateTimeOffset(2025, 7, 15, 9, 30, 0, TimeSpan.Zero), "{}"),
    ]);
}
