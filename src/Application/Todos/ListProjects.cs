using CleanES.Application.EventSourcing;
using FluentValidation;
using MediatR;

namespace CleanES.Application.Todos;

/// <summary>Projects that are not discarded, in the order of their creation, from the read model <c>project-list</c>.</summary>
/// <param name="Page">1 is the first.</param>
/// <param name="MinPosition">Waits until the read model shows everything up to this position.</param>
public sealed record ListProjects(int Page, int PageSize, long? MinPosition) : IRequest<PagedList<ProjectListEntry>>;

/// <param name="Open">How many of its todos are open.</param>
/// <param name="Done">How many of its todos are done.</param>
public sealed record ProjectListEntry(Guid Id, string Name, bool Closed, int Open, int Done);

internal sealed class ListProjectsValidator : AbstractValidator<ListProjects>
{
    public ListProjectsValidator()
    {
        RuleFor(query => query.Page).IsPageNumber();
        RuleFor(query => query.PageSize).IsPageSize();
    }
}
