using CleanES.Application.EventSourcing;
using FluentValidation;
using MediatR;

namespace CleanES.Application.Todos;

/// <summary>Todos that are not discarded, in the order of their creation, from the read model <c>todo-list</c>.</summary>
/// <param name="Done">Only those done, or only those open.</param>
/// <param name="Search">Only those whose label contains this, in upper or lower case.</param>
/// <param name="Page">1 is the first.</param>
/// <param name="MinPosition">Waits until the read model shows everything up to this position.</param>
public sealed record ListTodos(bool? Done, string? Search, int Page, int PageSize, long? MinPosition) : IRequest<PagedList<TodoListEntry>>;

public sealed record TodoListEntry(Guid Id, string Label, bool Done);

internal sealed class ListTodosValidator : AbstractValidator<ListTodos>
{
    public ListTodosValidator()
    {
        RuleFor(query => query.Page).IsPageNumber();
        RuleFor(query => query.PageSize).IsPageSize();
    }
}
