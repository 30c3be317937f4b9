using CleanES.Domain.Projects;
using static CleanES.TestKit.Specification;

namespace CleanES.Domain.Tests.Projects;

public sealed class ProjectTests
{
    private static readonly Guid _id = Guid.NewGuid();

    [Fact]
    public void A_project_is_created_open_and_claims_its_name_in_any_case()
    {
        var project = When(() => Project.Create(_id, "Move house")).Then(new Project.Created("Move house", "MOVE HOUSE"));

        Assert.Equal((_id, "Move house", false), (project.Id, project.Name, project.IsClosed));
        Assert.Equal("MOVE HOUSE", project.Claims[Project.NameClaim]);
    }

    [Theory]
    [MemberData(nameof(NoNames))]
    public void A_project_is_not_created_without_a_name(string name) =>
        When(() => Project.Create(_id, name)).ThenFails(ProjectErrors.NameInvalidCode);

    [Theory]
    [MemberData(nameof(NoNames))]
    public void A_project_is_not_renamed_to_what_is_no_name(string name) =>
        Given<Project>(new Project.Created("Move house", "MOVE HOUSE"))
            .When(project => project.Rename(name))
            .ThenFails(ProjectErrors.NameInvalidCode);

    public static TheoryData<string> NoNames => ["", " \t", "two\nlines", new string('a', Project.MaxNameLength + 1)];

    [Fact]
    public void A_name_may_be_as_long_as_the_limit()
    {
        var longest = new string('a', Project.MaxNameLength);
        When(() => Project.Create(_id, longest)).Then(new Project.Created(longest, longest.ToUpperInvariant()));
    }

    [Fact]
    public void An_open_project_is_renamed_and_frees_its_old_name()
    {
        var project = Given<Project>(new Project.Created("Move house", "MOVE HOUSE"))
            .When(project => project.Rename("Move flat"))
            .Then(new Project.Renamed("Move flat", "MOVE FLAT"));

        Assert.Equal("Move flat", project.Name);
        Assert.Equal(["MOVE FLAT"], project.Claims.Values);
    }

    [Fact]
    public void The_same_name_again_changes_nothing() =>
        Given<Project>(new Project.Created("Move house", "MOVE HOUSE"))
            .When(project => project.Rename("Move house"))
            .ThenNothing();

    [Fact]
    public void A_closed_project_keeps_its_name() =>
        Given<Project>(new Project.Created("Move house", "MOVE HOUSE"), new Project.Closed("Move house"))
            .When(project => project.Rename("Move flat"))
            .ThenFails(ProjectErrors.ClosedCode);

    [Fact]
    public void A_project_is_closed_under_its_last_name()
    {
        var project = Given<Project>(new Project.Created("Move house", "MOVE HOUSE"), new Project.Renamed("Move flat", "MOVE FLAT"))
            .When(project => project.Close())
            .Then(new Project.Closed("Move flat"));

        Assert.True(project.IsClosed);
        Assert.Equal(["MOVE FLAT"], project.Claims.Values);
    }

    [Fact]
    public void A_project_is_closed_only_once() =>
        Given<Project>(new Project.Created("Move house", "MOVE HOUSE"), new Project.Closed("Move house"))
            .When(project => project.Close())
            .ThenNothing();

    [Fact]
    public void A_closed_project_is_discarded_and_frees_its_name()
    {
        var project = Given<Project>(new Project.Created("Move house", "MOVE HOUSE"), new Project.Closed("Move house"))
            .When(project => project.Discard())
            .Then(new Project.Discarded());

        Assert.True(project.IsDiscarded);
        Assert.Empty(project.Claims);
    }

    [Fact]
    public void An_open_project_is_not_discarded() =>
        Given<Project>(new Project.Created("Move house", "MOVE HOUSE"))
            .When(project => project.Discard())
            .ThenFails(ProjectErrors.StillOpenCode);
}
