using CleanES.Domain.EventSourcing;

namespace CleanES.Domain.Projects;

/// <summary>Every rule of <see cref="Project"/> that can be broken, with its stable code.</summary>
public static class ProjectErrors
{
    public const string ClosedCode = "project.closed";
    public const string NameInvalidCode = "project.name_invalid";
    public const string StillOpenCode = "project.still_open";

    public static DomainException Closed(Guid id) =>
        new(ClosedCode, $"Project {id} is closed for good and stays as it is. Create another.");

    public static DomainException NameInvalid() =>
        new(NameInvalidCode, $"A name is one line of 1 to {Project.MaxNameLength} characters and not blank.");

    public static DomainException StillOpen(Guid id) =>
        new(StillOpenCode, $"Project {id} is still open. Close it to discard it.");
}
