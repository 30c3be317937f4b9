namespace CleanES.Domain.EventSourcing;

/// <summary>
/// A rule of the domain forbids what was asked. Thrown before anything is raised, so nothing has changed.
/// </summary>
/// <param name="code">Stable, for programs, from the aggregate's own list of errors: <c>todo.already_done</c>.</param>
/// <param name="message">For people: what is forbidden, and the way out.</param>
public sealed class DomainException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
