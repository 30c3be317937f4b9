using System.ComponentModel.DataAnnotations;
using CleanES.Api.EventSourcing;
using CleanES.Application.EventSourcing;
using CleanES.Application.Todos;
using CleanES.Domain.Todos;
using MediatR;

namespace CleanES.Api.Todos;

internal sealed class TodoEndpoints : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var todos = routes.MapGroup("/todos").WithTags("Todos");
        todos.MapPost("/", Create).WithExample(new SavedBody(TodoExamples.Id, 0));
        todos.MapGet("/", List).WithExample(TodoExamples.Page)
            .AnswersProblems(
                ProblemKind.InvalidRequest, ProblemKind.ValidationFailed, ProblemKind.PositionAhead, ProblemKind.JournalUnavailable,
                ProblemKind.ReadModelUnavailable, ProblemKind.ReadModelBehind);
        todos.MapGet("/{id}", Get).WithExample(TodoExamples.Todo);
        todos.MapGet("/{id}/history", GetHistory).WithExample(TodoExamples.History)
            .AnswersProblems(ProblemKind.InvalidRequest, ProblemKind.ValidationFailed, ProblemKind.NotFound, ProblemKind.JournalUnavailable);
        todos.MapPut("/{id}/label", ChangeLabel).WithExample(new SavedBody(TodoExamples.Id, 1));
        todos.MapPost("/{id}/complete", Complete).WithExample(new SavedBody(TodoExamples.Id, 2));
        todos.MapPost("/{id}/reopen", Reopen).WithExample(new SavedBody(TodoExamples.Id, 3));
        todos.MapDelete("/{id}", Discard).WithExample(new SavedBody(TodoExamples.Id, 4));
    }

    /// <summary>Create a todo</summary>
    /// <remarks>
    /// It is open, under a new id. The project, if it is to belong to one, must be there, `todo.project_unknown`, and open: `project.closed`.
    /// </remarks>
    private static async Task<Created> Create(NewTodoBody body, IMediator mediator, CancellationToken cancellation) =>
        new(await mediator.Send(new CreateTodo(body.Label, body.ProjectId), cancellation));

    /// <summary>List todos</summary>
    /// <remarks>
    /// Those that are not discarded, in the order of their creation. The list follows the changes a moment later; `Min-Journal-Position` waits for them.
    /// </remarks>
    /// <param name="done">Only those done, or only those open.</param>
    /// <param name="search">Only those whose label contains this, in upper or lower case.</param>
    /// <param name="page">1 is the first.</param>
    /// <param name="pageSize">How many items a page has, at most 100.</param>
    private static async Task<PagedList<TodoListEntry>> List(
        MinJournalPosition minPosition,
        IMediator mediator,
        bool? done,
        string? search,
        [Range(1, Paging.MaxNumber)] int page = 1,
        [Range(1, Paging.MaxSize)] int pageSize = Paging.DefaultSize,
        CancellationToken cancellation = default) =>
        await mediator.Send(new ListTodos(done, search, page, pageSize, minPosition.Value), cancellation);

    /// <summary>Get a todo</summary>
    /// <remarks>
    /// As it is now, from its events: never stale. Or as it was: at a version, or at a time, also one that was discarded later. `ETag` is the version shown.
    /// </remarks>
    /// <param name="version">As it was at this version: the first event gives 0, each further one adds 1.</param>
    /// <param name="at">As it was at this time, such as `2025-07-15T09:30:00Z`; without an offset it is UTC. Not together with `version`.</param>
    private static async Task<Current<TodoDetails>> Get(Guid id, long? version, UtcTime? at, IMediator mediator, CancellationToken cancellation)
    {
        var todo = await mediator.Send(new GetTodo(id, version, at?.Value), cancellation);
        return new(todo, todo.Version);
    }

    /// <summary>Get the history of a todo</summary>
    /// <remarks>Its events as the journal holds them, oldest first; of a discarded todo as well.</remarks>
    /// <param name="after">Only events after this version of the todo.</param>
    /// <param name="until">Only events up to this version of the todo, its own included.</param>
    /// <param name="limit">At most so many, the first ones in the order asked for.</param>
    /// <param name="descending">Newest first.</param>
    private static async Task<History> GetHistory(
        Guid id,
        IMediator mediator,
        long? after,
        long? until,
        [Range(1, int.MaxValue)] int? limit,
        bool descending = false,
        CancellationToken cancellation = default) =>
        History.Of(await mediator.Send(new GetTodoHistory(id, new HistoryRange(after, until, Limit: limit, Descending: descending)), cancellation));

    /// <summary>Change what is to be done</summary>
    /// <remarks>A todo that is done keeps its label: `todo.already_done`.</remarks>
    private static async Task<Changed> ChangeLabel(Guid id, LabelBody body, IfMatch ifMatch, IMediator mediator, CancellationToken cancellation) =>
        new(await mediator.Send(new ChangeTodoLabel(id, body.Label, ifMatch.Version), cancellation));

    /// <summary>Mark a todo as done</summary>
    /// <remarks>One that is done already stays as it is.</remarks>
    private static async Task<Changed> Complete(Guid id, IfMatch ifMatch, IMediator mediator, CancellationToken cancellation) =>
        new(await mediator.Send(new CompleteTodo(id, ifMatch.Version), cancellation));

    /// <summary>Open a todo again</summary>
    /// <remarks>One that is open already stays as it is. In a closed project none is opened: `project.closed`.</remarks>
    private static async Task<Changed> Reopen(Guid id, IfMatch ifMatch, IMediator mediator, CancellationToken cancellation) =>
        new(await mediator.Send(new ReopenTodo(id, ifMatch.Version), cancellation));

    /// <summary>Discard a todo</summary>
    /// <remarks>For good: it is not found any more, cannot come back under its id, and its history stays readable.</remarks>
    private static async Task<Changed> Discard(Guid id, IfMatch ifMatch, IMediator mediator, CancellationToken cancellation) =>
        new(await mediator.Send(new DiscardTodo(id, ifMatch.Version), cancellation));
}

/// <param name="Label" example="Buy milk">What is to be done: one line of 1 to 200 characters, not blank, without control characters.</param>
/// <param name="ProjectId" example="null">The project that it belongs to; none if it is null or left out.</param>
internal sealed record NewTodoBody(
    [property: Required, StringLength(Todo.MaxLabelLength, MinimumLength = 1)] string? Label, Guid? ProjectId = null);

/// <param name="Label" example="Buy milk">What is to be done: one line of 1 to 200 characters, not blank, without control characters.</param>
internal sealed record LabelBody([property: Required, StringLength(Todo.MaxLabelLength, MinimumLength = 1)] string? Label);
