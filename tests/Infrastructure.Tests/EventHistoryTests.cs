using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Tests;

/// <summary>What was stored is read for ever: the service's own events and the schemas that they are built from.</summary>
public sealed class EventHistoryTests
{
    private const string Command = "dotnet run --project src/Api -- schemas record";

    private readonly string _avro = Path.Combine(Solution(), "avro");
    private readonly SchemaTools _schemas;

    public EventHistoryTests()
    {
        Type[] types = [.. typeof(AggregateRoot).Assembly.GetTypes(), .. typeof(Registration).Assembly.GetTypes()];
        _schemas = new SchemaTools(EventDiscovery.Find(types), new EventSchemaSettings(), Upcaster.Find(types));
    }

    [Fact]
    public void Events_of_every_version_can_be_read_and_no_released_schema_has_changed() =>
        AssertNone(_schemas.Validate(_avro), "The history of events is broken");

    [Fact]
    public void Every_version_is_recorded() =>
        AssertNone(_schemas.Unrecorded(_avro), $"Versions of event schemas are not recorded; {Command} does it");

    private static void AssertNone(IReadOnlyList<SchemaProblem> problems, string what) =>
        Assert.True(problems.Count == 0, $"{what}:{string.Concat(problems.Select(problem => $"\n  {problem}"))}");

    private static string Solution()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!folder!.EnumerateFiles("*.sln").Any()) folder = folder.Parent;
        return folder.FullName;
    }
}
