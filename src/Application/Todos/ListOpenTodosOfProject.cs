using MediatR;

namespace CleanES.Application.Todos;

/// <summary>The ids of the open todos of a project, a discarded one included, from the read model <c>project-list</c>.</summary>
/// <param name="MinPosition">Waits until the read model shows everything up to this position.</param>
public sealed record ListOpenTodosOfProject(Guid ProjectId, long MinPosition) : IRequest<IReadOnlyList<Guid>>;
