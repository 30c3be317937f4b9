namespace CleanES.Architecture.Tests.Todos;

/// <summary>The rules look where they should: they see the sample.</summary>
public sealed class SampleTests
{
    [Fact]
    public void Its_events_are_seen() => Sees(Classes.IsEvent, "Created");

    [Fact]
    public void Its_handlers_are_seen() => Sees(Classes.IsHandler, "CreateTodoHandler");

    [Fact]
    public void Its_validators_are_seen() => Sees(Classes.IsValidator, "CreateTodoValidator");

    [Fact]
    public void Its_projection_is_seen() => Sees(Classes.IsSubscriber, "TodoListProjection");

    [Fact]
    public void Its_endpoints_are_seen() => Sees(Classes.IsEndpoints, "TodoEndpoints");

    [Fact]
    public void Its_folders_are_seen() => Assert.All(Rooms.All, room => Assert.Contains("Todos", room.Folders()));

    private static void Sees(Func<Type, bool> kind, string name) =>
        Assert.Contains(name, Classes.All.Where(kind).Select(type => type.Name));
}
