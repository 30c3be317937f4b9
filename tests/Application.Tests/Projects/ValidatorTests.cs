using CleanES.Application.Projects;
using CleanES.Domain.Projects;

namespace CleanES.Application.Tests.Projects;

public sealed class ValidatorTests
{
    [Theory]
    [InlineData(null, "A name is required and must not be blank.")]
    [InlineData("", "A name is required and must not be blank.")]
    [InlineData(" \t ", "A name is required and must not be blank.")]
    [InlineData("two\nlines", "A name is one line, without control characters.")]
    public void A_name_that_is_none_is_refused_with_one_reason(string? name, string reason)
    {
        Assert.Equal([reason], Reasons(new CreateProject(name)));
        Assert.Equal([reason], Reasons(new RenameProject(Guid.Empty, name)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Project.MaxNameLength)]
    public void A_name_within_the_limit_passes(int length) => Assert.Empty(Reasons(new CreateProject(new string('x', length))));

    [Fact]
    public void A_name_over_the_limit_is_refused() =>
        Assert.Equal(["A name has at most 100 characters."], Reasons(new CreateProject(new string('x', Project.MaxNameLength + 1))));

    private static IEnumerable<string> Reasons(CreateProject command) =>
        new CreateProjectValidator().Validate(command).Errors.Select(error => error.ErrorMessage);

    private static IEnumerable<string> Reasons(RenameProject command) =>
        new RenameProjectValidator().Validate(command).Errors.Select(error => error.ErrorMessage);
}
