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
    private readonly IReadOnlyList<EventClass> _events;
    private readonly SchemaTools _schemas;

    public EventHistoryTests()
    {
        Type[] types = [.. typeof(AggregateRoot).Assembly.GetTypes(), .. typeof(Registration).Assembly.GetTypes()];
        _events = EventDiscovery.Find(types);
        _schemas = new SchemaTools(_events, new EventSchemaSettings(), Upcaster.Find(types));
    }

    [Fact]
    public void Events_of_every_version_can_be_read_and_no_released_schema_has_changed() =>
        AssertNone(_schemas.Validate, "The history of events is broken");

    [Fact]
    public void Every_version_is_recorded() =>
        AssertNone(_schemas.Unrecorded, $"Versions of event schemas are not recorded; {Command} does it");

    private void AssertNone(Func<string, IReadOnlyList<SchemaProblem>> check, string what)
    {
        if (_events.Count == 0 && !Directory.Exists(_avro)) return;     // a service that is yet to be written

        var problems = check(_avro);
        Assert.True(problems.Count == 0, $"{what}:{string.Concat(problems.Select(problem => $"\n  {problem}"))}");
    }

    private static string Solution()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!folder!.EnumerateFiles("*.sln").Any()) folder = folder.Parent;
        return folder.FullName;
    }
}
