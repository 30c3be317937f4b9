using CleanES.Domain.Projects;
using FluentValidation;

namespace CleanES.Application.Projects;

internal static class ProjectNameRule
{
    /// <summary>The form of a name; what is and what is not allowed is <see cref="Project.IsName"/>'s to say.</summary>
    public static IRuleBuilderOptions<T, string?> IsProjectName<T>(this IRuleBuilderInitial<T, string?> name) =>
        name.Cascade(CascadeMode.Stop)
            .NotEmpty().WithMessage("A name is required and must not be blank.")
            .MaximumLength(Project.MaxNameLength).WithMessage($"A name has at most {Project.MaxNameLength} characters.")
            .Must(Project.IsName).WithMessage("A name is one line, without control characters.");
}
