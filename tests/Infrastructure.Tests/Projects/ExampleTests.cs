using CleanES.Domain.Projects;
using CleanES.TestKit;

namespace CleanES.Infrastructure.Tests.Projects;

/// <summary>Events that the test kit makes.</summary>
public sealed class ExampleTests
{
    [Fact]
    public void An_example_has_a_value_for_each_property_and_texts_of_its_own()
    {
        var (one, other) = (Example.Of<Project.Created>(), Example.Of<Project.Created>());

        Assert.All([one.Name, one.Key], text => Assert.StartsWith("text ", text, StringComparison.Ordinal));
        Assert.NotEqual(one.Key, other.Key);
    }

    [Fact]
    public void An_example_of_an_older_version_is_brought_up()
    {
        var example = Example.Of<Project.Created>(version: 1);

        Assert.Equal(example.Name.ToUpperInvariant(), example.Key);
    }
}
