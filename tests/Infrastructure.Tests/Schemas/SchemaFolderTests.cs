using System.Text;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Tests.Schemas;

public sealed class SchemaFolderTests : IDisposable
{
    private const string EntityId = """{"name": "entity_id", "type": "string"}""";
    private const string EntityVersion = """{"name": "entity_version", "type": "long"}""";
    private const string EventId = """{"name": "domain_event_id", "type": "string"}""";

    private const string UuidEntityId = """{"name": "entity_id", "type": {"type": "string", "logicalType": "uuid"}}""";
    private const string TimeEntityId = """{"name": "entity_id", "type": {"type": "long", "logicalType": "timestamp-millis"}}""";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("schemas-");
    private string Avro => Path.Combine(_root.FullName, "avro");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(11)]
    public void The_event_version_is_that_of_the_newest_file(int versions)
    {
        for (var version = 1; version <= versions; version++) Write($"v{version}_todo_created.json", Schema($$"""{"name": "in_v{{version}}", "type": "int"}"""));

        var schema = Load()[("todo", "todo_created")];

        Assert.Equal(versions, schema.Version);
        Assert.Equal(versions, SchemaFolder.VersionOf(Avro, "todo", "todo_created"));
        Assert.Empty(schema.Plan.Check(Encoding.UTF8.GetBytes($$"""{"entity_id": "a", "entity_version": 0, "domain_event_id": "b", "in_v{{versions}}": 1}""")));
    }

    [Fact]
    public void Each_event_gets_its_own_schema()
    {
        Write("v1_todo_created.json", Schema());
        Write("v1_todo_done.json", Schema(name: "todo_done"));
        Write("v2_todo_done.json", Schema(name: "shop.todo_done"));
        Write("../dog/v1_dog_created.json", Schema(name: "dog_created"));

        var schemas = SchemaFolder.Load(Avro + "/", [("todo", "todo_created"), ("dog", "dog_created"), ("todo", "todo_done")]);

        Assert.Equal(3, schemas.Count);
        Assert.Equal((1, 2, 1), (schemas[("todo", "todo_created")].Version, schemas[("todo", "todo_done")].Version, schemas[("dog", "dog_created")].Version));
    }

    [Fact]
    public void What_is_no_schema_of_an_event_is_ignored()
    {
        Write("v1_todo_created.json", Schema());
        foreach (var name in (string[])["README.md", "v02_todo_created.json", "v0_todo_created.json", "todo_created.json", "v2_todo_created.json.bak", "v2_todo_other.json", "v2_created.json"])
            Write(name, "{");
        Directory.CreateDirectory(Path.Combine(Avro, "other"));

        Assert.Equal(1, Load()[("todo", "todo_created")].Version);
        Assert.Equal(1, SchemaFolder.VersionOf(Avro, "todo", "todo_created"));
    }

    [Fact]
    public void Without_files_the_version_is_1() => Assert.Equal(1, SchemaFolder.VersionOf(Avro, "todo", "todo_created"));

    [Fact]
    public void A_gap_ends_the_version_found_by_names()
    {
        Write("v1_todo_created.json", "");
        Write("v2_todo_created.json", "");
        Write("v4_todo_created.json", "");

        Assert.Equal(2, SchemaFolder.VersionOf(Avro, "todo", "todo_created"));
    }

    [Fact]
    public void A_directory_that_is_none_is_named_with_the_way_out()
    {
        var missing = Assert.Throws<StartupException>(() => Load());
        File.WriteAllText(Avro, "");
        var file = Assert.Throws<StartupException>(() => Load());

        Assert.Equal($"The directory of event schemas, {Avro}, does not exist. Set EventSchemas:Directory to the right one, or EventSchemas:Enabled to false.", missing.Message);
        Assert.Contains($"{Avro}, is a file.", file.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty. Write the event's Avro schema into it.")]
    [InlineData(" \r\n\t", "is empty. Write the event's Avro schema into it.")]
    [InlineData("todo", "is no JSON: ")]
    [InlineData("{} {}", "is no JSON: ")]
    [InlineData("""{"type": "record", "name": "todo_created", "fields": [],}""", "is no JSON: ")]
    [InlineData("""{"type": "record", "name": "todo_created", "fields": [], "fields": []}""", "is no JSON: ")]
    [InlineData("\uFEFF{}", "begins with a byte order mark. Save it as UTF-8 without one.")]
    [InlineData("\"int\"", "is of Avro type int. Write a record, as an event is one.")]
    [InlineData("""{"type": "error", "name": "todo_created", "fields": []}""", "is of Avro type error. Write a record, as an event is one.")]
    [InlineData("""{"type": "panther"}""", "is no Avro schema")]
    [InlineData("""{"type": "record"}""", "is no Avro schema")]
    [InlineData("""{"type": "record", "name": "todo_created", "fields": 7}""", "is no Avro schema")]
    [InlineData("""{"type": "record", "name": "todo_created", "fields": [{"name": "a", "type": "panther"}]}""", "is no Avro schema")]
    [InlineData("""{"type": "record", "name": "todo_created", "fields": [7]}""", "is no Avro schema")]
    [InlineData("7", "is no Avro schema")]
    [InlineData("null", "is of Avro type null. Write a record, as an event is one.")]
    [InlineData("[]", "is of Avro type union. Write a record, as an event is one.")]
    [InlineData("""{"type": "record", "name": "todo_done", "fields": []}""", "the record is named \"todo_done\". Name it \"todo_created\", as the event type.")]
    public void A_broken_file_is_named_with_the_reason(string content, string reason)
    {
        Write("v1_todo_created.json", content);
        Assert.StartsWith($"avro/todo/v1_todo_created.json: {reason}", Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_encoding_is_named()
    {
        Write("v1_todo_created.json", "");
        File.WriteAllBytes(Path.Combine(Avro, "todo/v1_todo_created.json"), Encoding.Unicode.GetPreamble());
        Assert.Equal(["avro/todo/v1_todo_created.json: is not UTF-8. Save it as UTF-8."], Problems());
    }

    [Fact]
    public void A_file_over_1_MB_is_named()
    {
        Write("v1_todo_created.json", Schema() + new string(' ', 1024 * 1024));
        Assert.Equal(["avro/todo/v1_todo_created.json: is larger than 1 MB. Write a smaller schema."], Problems());
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_named()
    {
        Write("v1_todo_created.json", Schema());
        File.CreateSymbolicLink(Path.Combine(Avro, "todo/v2_todo_created.json"), "nowhere");
        Assert.StartsWith("avro/todo/v2_todo_created.json: cannot be read: ", Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_in_place_of_a_file_is_named()
    {
        Directory.CreateDirectory(Path.Combine(Avro, "todo/v1_todo_created.json"));
        Assert.Equal(["avro/todo/v1_todo_created.json: is a directory. Put the schema file in its place."], Problems());
    }

    [Theory]
    [InlineData("avro/todo/v1_todo_created.json: is missing, though v2 exists. Create it, or renumber the later ones.", 2, 3)]
    [InlineData("avro/todo/v2_todo_created.json: is missing, though v4 exists. Create it, or renumber the later ones.", 1, 4, 5)]
    [InlineData("avro/todo/v3_todo_created.json: is missing, though v999999999 exists. Create it, or renumber the later ones.", 1, 2, 999_999_999)]
    public void A_gap_in_the_versions_is_named(string problem, params int[] versions)
    {
        foreach (var version in versions) Write($"v{version}_todo_created.json", Schema());
        Assert.Equal([problem], Problems());
    }

    [Theory]
    [InlineData($"{EntityVersion}, {EventId}", "field \"entity_id\" is missing. Add it as string or uuid: every event is checked with it.")]
    [InlineData($"{EntityId}, {EventId}", "field \"entity_version\" is missing. Add it as long: every event is checked with it.")]
    [InlineData($"{EntityId}, {EntityVersion}", "field \"domain_event_id\" is missing. Add it as string or uuid: every event is checked with it.")]
    [InlineData($$"""{{EntityId}}, {"name": "entity_version", "type": "int"}, {{EventId}}""", "field \"entity_version\" is of type int. Make it long: every event is checked with it.")]
    [InlineData($$"""{{EntityVersion}}, {{EventId}}, {"name": "entity_id", "type": ["null", "string"]}""", "field \"entity_id\" is of type union. Make it string or uuid: every event is checked with it.")]
    [InlineData($"{TimeEntityId}, {EntityVersion}, {EventId}", "field \"entity_id\" is of type timestamp-millis. Make it string or uuid: every event is checked with it.")]
    public void The_newest_schema_needs_the_fields_that_every_event_has(string fields, string problem)
    {
        Write("v1_todo_created.json", Record(fields));
        Assert.Equal([$"avro/todo/v1_todo_created.json: {problem}"], Problems());

        Write("v2_todo_created.json", Schema());
        Assert.Equal(2, Load()[("todo", "todo_created")].Version);
    }

    [Fact]
    public void The_id_may_be_a_uuid()
    {
        Write("v1_todo_created.json", Record($"{UuidEntityId}, {EntityVersion}, {EventId}"));
        Assert.Equal(1, Load()[("todo", "todo_created")].Version);
    }

    [Fact]
    public void One_message_names_every_missing_or_broken_file()
    {
        Write("v1_todo_created.json", "{");
        Write("v2_todo_created.json", "\"int\"");
        Write("v2_todo_done.json", Schema(name: "todo_done"));

        var message = Assert.Throws<StartupException>(() => SchemaFolder.Load(Avro, [("todo", "todo_created"), ("todo", "todo_done"), ("dog", "dog_created")])).Message;

        Assert.Collection(message.Split('\n'),
            line => Assert.Equal($"The event schemas in {Avro} cannot be used. Correct them, or set EventSchemas:Enabled to false.", line),
            line => Assert.StartsWith("avro/todo/v1_todo_created.json: is no JSON: ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("avro/todo/v2_todo_created.json: is of Avro type int.", line, StringComparison.Ordinal),
            line => Assert.StartsWith("avro/todo/v1_todo_done.json: is missing, though v2 exists.", line, StringComparison.Ordinal),
            line => Assert.Equal("avro/dog/v1_dog_created.json: is missing. Create it.", line));
    }

    private IReadOnlyDictionary<(string Aggregate, string EventType), EventSchema> Load() => SchemaFolder.Load(Avro, [("todo", "todo_created")]);

    private string[] Problems() => Assert.Throws<StartupException>(() => Load()).Message.Split('\n')[1..];

    private void Write(string file, string content)
    {
        var path = Path.Combine(Avro, "todo", file);
        Directory.CreateDirectory(Path.Combine(Avro, "todo"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    private static string Schema(string? field = null, string name = "todo_created") =>
        Record($"{EntityId}, {EntityVersion}, {EventId}{(field is null ? "" : ", " + field)}", name);

    private static string Record(string fields, string name = "todo_created") => $$"""{"type": "record", "name": "{{name}}", "fields": [{{fields}}]}""";
}
