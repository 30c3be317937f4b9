using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Tests.Schemas;

/// <summary>What is less common in an event: that it is stored as it should be, or refused before anything is.</summary>
public sealed class EventFitTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("schemas-");

    private string Avro => Path.Combine(_root.FullName, "avro");

    public EventFitTests() => Directory.CreateDirectory(Avro);

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void A_class_of_less_common_types_is_written_checked_stored_and_read()
    {
        var tools = Tools<Shelf.Filled>();
        var schema = File.ReadAllText(tools.WriteNext("Shelf.Filled", Avro));
        Assert.Empty(tools.Validate(Avro));
        Assert.Contains(""" "name": "names", "type": {"type": "record", "name": "pair_string", """.Trim(), schema, StringComparison.Ordinal);

        var settings = new EventSchemaSettings { Enabled = true, Directory = Avro };
        var serializer = new EventSerializer(new EventCatalogue(EventDiscovery.Find([typeof(Shelf), typeof(Shelf.Filled)]).Where(one => one.Event == typeof(Shelf.Filled)).ToList(), settings), settings);
        var shelf = Shelf.Fill(Guid.CreateVersion7(), Shelf.Example);
        shelf.Pending[0].Id = Guid.CreateVersion7();
        var stored = serializer.ToEnvelope(shelf, shelf.Pending[0], DateTimeOffset.UnixEpoch, "{}");

        Assert.Equal(
            """
            {"sbyte":-128,"byte":255,"short":-32768,"ushort":65535,"uint":4294967295,"char":"ż","uri":"https://example.org/a?b=ł","version":"1.2.3",
            "colours":"red, blue","size":"extra-large","utc":"2024-02-29T01:02:03Z","set":[3,1],"texts":{"00000000-0000-0000-0000-000000000000":"none"},
            "point":{"x":1,"y":-2},"perhaps":null,"names":{"first":"a","second":"b"},"numbers":{"first":1,"second":2},"holes":[1,null],"other_name":"x","sum":-1}
            """.ReplaceLineEndings(""),
            stored.EventData);
        Assert.Equivalent(Shelf.Example, serializer.ToEvents(stored).Single().Event, strict: true);
    }

    [Fact]
    public void A_property_that_writes_itself_is_not_held_against_the_schema()
    {
        WriteSchema("free", """{"name": "any", "type": "long"}, {"name": "figure", "type": {"type": "map", "values": ["string", "int"]}}, {"name": "hex", "type": "string"}""");
        Assert.Empty(Tools<Shelf.Free>().Validate(Avro));
        Assert.Contains(
            "Any is or holds JsonElement, which no schema can say",
            Assert.Throws<StartupException>(() => Tools<Shelf.Free>(Directory.CreateDirectory(Path.Combine(_root.FullName, "other")).FullName)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_would_not_come_back_is_named()
    {
        WriteSchema("collected", """{"name": "tags", "type": {"type": "array", "items": "string"}}""");
        WriteSchema("hidden", """{"name": "text", "type": "string"}""");
        WriteSchema("abstract", """{"name": "shape", "type": {"type": "record", "name": "shape", "fields": [{"name": "edges", "type": "int"}]}}""");
        WriteSchema("sparse", """{"name": "count", "type": "int"}""");
        WriteSchema("twice", """{"name": "one", "type": "int"}""");

        Assert.Equal(["fields.tags: Shelf.Collected.Tags cannot be set when an event is read"], ProblemsOf<Shelf.Collected>());
        Assert.Equal(["fields.text: Shelf.Hidden.Text cannot be set when an event is read"], ProblemsOf<Shelf.Hidden>());
        Assert.StartsWith("fields.shape.type: Shelf.Shape cannot be read from JSON: ", Assert.Single(ProblemsOf<Shelf.Abstract>()), StringComparison.Ordinal);
        Assert.Equal(["fields.count: Shelf.Sparse.Count may be left out"], ProblemsOf<Shelf.Sparse>());
        Assert.StartsWith(": Shelf.Twice cannot be read from JSON: ", Assert.Single(ProblemsOf<Shelf.Twice>()), StringComparison.Ordinal);
    }

    private IEnumerable<string> ProblemsOf<TEvent>() where TEvent : DomainEvent => Tools<TEvent>().Validate(Avro).Select(problem => $"{problem.Path}: {problem.Reason}");

    private static SchemaTools Tools<TEvent>() where TEvent : DomainEvent => new([new EventClass(typeof(Shelf), typeof(TEvent))], new EventSchemaSettings());

    private static void Tools<TEvent>(string directory) where TEvent : DomainEvent => Tools<TEvent>().WriteNext($"shelf_{typeof(TEvent).Name.ToLowerInvariant()}", directory);

    private void WriteSchema(string name, string fields)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Avro, "shelf")).FullName;
        File.WriteAllText(Path.Combine(folder, $"v1_shelf_{name}.json"), $$"""
            {"type": "record", "name": "shelf_{{name}}", "fields": [
              {"name": "entity_id", "type": "string"}, {"name": "entity_version", "type": "long"}, {"name": "domain_event_id", "type": "string"}, {{fields}}]}
            """);
    }
}
