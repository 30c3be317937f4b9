namespace CleanES.Architecture.Tests.Projects;

/// <summary>The rules look where they should: they see the sample.</summary>
public sealed class SampleTests
{
    [Fact]
    public void Its_effect_is_seen() => Assert.Contains("ProjectClosedMessage", Classes.All.Where(Classes.IsSubscriber).Select(type => type.Name));

    [Fact]
    public void Its_folders_are_seen() => Assert.All(Rooms.All, room => Assert.Contains("Projects", room.Folders()));
}
