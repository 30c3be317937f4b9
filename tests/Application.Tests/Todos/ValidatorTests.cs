using CleanES.Application.EventSourcing;
using CleanES.Application.Todos;
using CleanES.Domain.Todos;

namespace CleanES.Application.Tests.Todos;

public sealed class ValidatorTests
{
    [Theory]
    [InlineData(null, "A label is required and must not be blank.")]
    [InlineData("", "A label is required and must not be blank.")]
    [InlineData(" \t ", "A label is required and must not be blank.")]
    [InlineData("two\nlines", "A label is one line, without control characters.")]
    public void A_label_that_is_none_is_refused_with_one_reason(string? label, string reason)
    {
        Assert.Equal([reason], Reasons(new CreateTodo(label)));
        Assert.Equal([reason], Reasons(new ChangeTodoLabel(Guid.Empty, label)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Todo.MaxLabelLength)]
    public void A_label_within_the_limit_passes(int length) => Assert.Empty(Reasons(new CreateTodo(new string('x', length))));

    [Fact]
    public void A_label_over_the_limit_is_refused() =>
        Assert.Equal(["A label has at most 200 characters."], Reasons(new CreateTodo(new string('x', Todo.MaxLabelLength + 1))));

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(Paging.MaxNumber, Paging.MaxSize, true)]
    [InlineData(0, 20, false)]
    [InlineData(-1, 20, false)]
    [InlineData(Paging.MaxNumber + 1, 20, false)]
    [InlineData(1, 0, false)]
    [InlineData(1, -1, false)]
    [InlineData(1, 1_000_000_000, false)]
    public void Pages_have_limits(int page, int pageSize, bool passes)
    {
        Assert.Equal(passes, new ListTodosValidator().Validate(new ListTodos(null, null, page, pageSize, null)).IsValid);
        Assert.Equal(passes, new ListProjectsValidator().Validate(new ListProjects(page, pageSize, null)).IsValid);
    }

    private static IEnumerable<string> Reasons(CreateTodo command) => new CreateTodoValidator().Validate(command).Errors.Select(error => error.ErrorMessage);

    private static IEnumerable<string> Reasons(ChangeTodoLabel command) => new ChangeTodoLabelValidator().Validate(command).Errors.Select(error => error.ErrorMessage);
}
