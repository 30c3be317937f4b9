using CleanES.Domain.Todos;
using FluentValidation;

namespace CleanES.Application.Todos;

internal static class TodoLabelRule
{
    /// <summary>The form of a label; what is and what is not allowed is <see cref="Todo.IsLabel"/>'s to say.</summary>
    public static IRuleBuilderOptions<T, string?> IsTodoLabel<T>(this IRuleBuilderInitial<T, string?> label) =>
        label.Cascade(CascadeMode.Stop)
            .NotEmpty().WithMessage("A label is required and must not be blank.")
            .MaximumLength(Todo.MaxLabelLength).WithMessage($"A label has at most {Todo.MaxLabelLength} characters.")
            .Must(Todo.IsLabel).WithMessage("A label is one line, without control characters.");
}
