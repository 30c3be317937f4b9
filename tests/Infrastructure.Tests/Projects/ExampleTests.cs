using CleanES.Domain.Projects;
using CleanES.TestKit;

namespace CleanES.Infrastructure.Tests.Projects;

/// <summary>Events that the test kit makes.</summary>
public sealed class ExampleTests
{
    [Fact]
    public void An_example_has_a_value_for_each_property() => Assert.Equal(new Project.Created("text", "text"), Example.Of<Project.Created>());

    [Fact]
    public void An_example_of_an_older_version_is_brought_up() => Assert.Equal(new Project.Created("text", "TEXT"), Example.Of<Project.Created>(version: 1));
}
