using System.Text;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Schemas;

public sealed class SchemaFolderTests : IDisposable
{
    private const string EntityId = """{"name": "entity_id", "type": "string"}""";
    private const string EntityVersion = """{"name": "entity_version", "type": "long"}""";
    private const string EventId = """{"name": "domain_event_id", "type": "string"}""";

    private const string UuidEntityId = """{"name": "entity_id", "type": {"type": "string", "logicalType": "uuid"}}""";
    private const string TimeEntityId = """{"name": "entity_id", "type": {"type": "long", "logicalType": "timestamp-millis"}}""";

    private static readonly EventClass Created = new(typeof(Memo), typeof(Memo.Created));
    private static readonly EventClass Done = new(typeof(Memo), typeof(Memo.Done));
    private static readonly EventClass Barked = new(typeof(Dog), typeof(Dog.Barked));

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("schemas-");
    private string Avro => Path.Combine(_root.FullName, "avro");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(11)]
    public void The_event_version_is_that_of_the_newest_file(int versions)
    {
        for (var version = 1; version < versions; version++) Write($"v{version}_memo_created.json", Schema("""{"name": "former", "type": "int"}"""));
        Write($"v{versions}_memo_created.json", Schema());

        var schema = Load(Created)!;

        Assert.Equal(versions, schema.Version);
        Assert.Equal(versions, new SchemaFolder(Avro).VersionOf(Created));
        Assert.Empty(SchemaPlan.Compile(schema.Newest.Schema).Check("""{"entity_id": "a", "entity_version": 0, "domain_event_id": "b"}"""u8));
    }

    [Fact]
    public void Each_event_gets_its_own_schema()
    {
        Write("v1_memo_created.json", Schema());
        Write("v1_memo_done.json", Schema(name: "memo_done"));
        Write("v2_memo_done.json", Schema(name: "shop.memo_done"));
        Write("../dog/v1_dog_barked.json", Schema(name: "dog_barked"));
        var folder = new SchemaFolder(Avro + "/");

        Assert.Equal([1, 2, 1], new[] { Created, Done, Barked }.Select(one => folder.Load(one)!.Version));
        Assert.Empty(folder.Problems);
    }

    [Fact]
    public void What_is_no_schema_of_an_event_is_ignored()
    {
        Write("v1_memo_created.json", Schema());
        foreach (var name in (string[])["README.md", "memo_created.json", "v2_memo_created.json.bak", "v2_memo_other.json", "v2_created.json", "v2memo_created.json"])
            Write(name, "{");
        Directory.CreateDirectory(Path.Combine(Avro, "other"));

        Assert.Equal(1, Load(Created)!.Version);
    }

    [Theory]
    [InlineData("memo/v02_memo_created.json", 2)]
    [InlineData("memo/v01_memo_created.json", 1)]
    [InlineData("memo/V2_memo_created.json", 2)]
    [InlineData("memo/v2_Memo_Created.json", 2)]
    [InlineData("memo/v2_memo_created.JSON", 2)]
    [InlineData("memo/v2-memo_created.json", 2)]
    [InlineData("memo/v2_memo_created.avsc", 2)]
    [InlineData("memo/v0_memo_created.json", 0)]
    [InlineData("memos/v1_memo_created.json", 1)]
    public void A_second_file_for_one_event_is_named(string file, int version)
    {
        Write("v1_memo_created.json", Schema());
        Write($"../{file}", Schema());

        Assert.Equal(
            [$"avro/{file}: is not read, though it is called like version {version} of memo_created. Remove it, or make it avro/memo/v2_memo_created.json, the next version."],
            Problems());
    }

    [Fact]
    public void Without_files_there_is_no_version()
    {
        Directory.CreateDirectory(Avro);
        Assert.Equal(0, new SchemaFolder(Avro).VersionOf(Created));
    }

    [Fact]
    public void A_gap_ends_the_version_found_by_names()
    {
        Write("v1_memo_created.json", "");
        Write("v2_memo_created.json", "");
        Write("v4_memo_created.json", "");

        Assert.Equal(2, new SchemaFolder(Avro).VersionOf(Created));
    }

    [Fact]
    public void A_directory_that_is_none_is_named_with_the_way_out()
    {
        var missing = Assert.Throws<StartupException>(() => new SchemaFolder(Avro));
        File.WriteAllText(Avro, "");
        var file = Assert.Throws<StartupException>(() => new SchemaFolder(Avro));

        Assert.Equal($"The directory of event schemas, {Avro}, does not exist. Set EventSchemas:Directory to the right one, or EventSchemas:Enabled to false.", missing.Message);
        Assert.Contains($"{Avro}, is a file.", file.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty. Write the event's Avro schema into it.")]
    [InlineData(" \r\n\t", "is empty. Write the event's Avro schema into it.")]
    [InlineData("memo", "line 1: is no JSON: ")]
    [InlineData("// a comment\n{}", "line 1: is no JSON: ")]
    [InlineData("{} {}", "line 1: is no JSON: ")]
    [InlineData("""{"type": "record", "name": "memo_created", "fields": [],}""", "line 1: is no JSON: ")]
    [InlineData("""{"type": "record", "name": "memo_created", "fields": [], "fields": []}""", "is no JSON: ")]
    [InlineData("\uFEFF{}", "begins with a byte order mark. Save it as UTF-8 without one.")]
    [InlineData("\"int\"", "is of Avro type int. Write a record, as an event is one.")]
    [InlineData("""{"type": "error", "name": "memo_created", "fields": []}""", "is of Avro type error. Write a record, as an event is one.")]
    [InlineData("""{"type": "panther"}""", "type: \"panther\" is no type. Use a type of Avro")]
    [InlineData("""{"type": "record"}""", "has no \"name\". Add it.", "has no list \"fields\". Add it; it may be empty.")]
    [InlineData("""{"type": "record", "name": "memo_created", "fields": 7}""", "has no list \"fields\". Add it; it may be empty.")]
    [InlineData("""{"type": "record", "name": "memo_created", "fields": [{"name": "a", "type": "panther"}]}""", "fields.a.type: \"panther\" is no type. ")]
    [InlineData("""{"type": "record", "name": "memo_created", "fields": [7]}""", "fields[0]: is no field with a \"name\". ")]
    [InlineData("7", "7 is no schema. ")]
    [InlineData("null", "null is no schema. ")]
    [InlineData("\"null\"", "is of Avro type null. Write a record, as an event is one.")]
    [InlineData("[]", "the union is empty, so that nothing fits. Name its types.")]
    [InlineData("[\"null\"]", "is of Avro type union. Write a record, as an event is one.")]
    [InlineData("""{"type": "record", "name": "memo_done", "fields": []}""", "name: the record is named \"memo_done\". Name it \"memo_created\", as the event type.")]
    public void A_broken_file_is_named_with_the_reason(string content, params string[] reasons)
    {
        Write("v1_memo_created.json", content);
        Assert.Equal(reasons.Length, Problems().Length);
        foreach (var (problem, reason) in Problems().Zip(reasons)) Assert.StartsWith($"avro/memo/v1_memo_created.json: {reason}", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_encoding_is_named()
    {
        Write("v1_memo_created.json", "");
        File.WriteAllBytes(Path.Combine(Avro, "memo/v1_memo_created.json"), Encoding.Unicode.GetPreamble());
        Assert.Equal(["avro/memo/v1_memo_created.json: is not UTF-8. Save it as UTF-8."], Problems());
    }

    [Fact]
    public void A_file_over_1_MB_is_named()
    {
        Write("v1_memo_created.json", Schema() + new string(' ', 1024 * 1024));
        Assert.Equal(["avro/memo/v1_memo_created.json: is larger than 1 MB. Write a smaller schema."], Problems());
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_named()
    {
        Write("v1_memo_created.json", Schema());
        File.CreateSymbolicLink(Path.Combine(Avro, "memo/v2_memo_created.json"), "nowhere");
        Assert.StartsWith("avro/memo/v2_memo_created.json: cannot be read: ", Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_in_place_of_a_file_is_named()
    {
        Directory.CreateDirectory(Path.Combine(Avro, "memo/v1_memo_created.json"));
        Assert.Equal(["avro/memo/v1_memo_created.json: is a directory. Put the schema file in its place."], Problems());
    }

    [Theory]
    [InlineData("avro/memo/v1_memo_created.json: is missing, though v2 exists. Put it back; or, if none is in use, renumber the later ones.", 2, 3)]
    [InlineData("avro/memo/v2_memo_created.json: is missing, though v4 exists. Put it back; or, if none is in use, renumber the later ones.", 1, 4, 5)]
    [InlineData("avro/memo/v3_memo_created.json: is missing, though v999999999 exists. Put it back; or, if none is in use, renumber the later ones.", 1, 2, 999_999_999)]
    public void A_gap_in_the_versions_is_named(string problem, params int[] versions)
    {
        foreach (var version in versions) Write($"v{version}_memo_created.json", Schema());
        Assert.Equal([problem], Problems());
    }

    [Theory]
    [InlineData($"{EntityVersion}, {EventId}", "fields: there is no field \"entity_id\", with which every event is checked. Add it as string or uuid.")]
    [InlineData($"{EntityId}, {EventId}", "fields: there is no field \"entity_version\", with which every event is checked. Add it as long.")]
    [InlineData($"{EntityId}, {EntityVersion}", "fields: there is no field \"domain_event_id\", with which every event is checked. Add it as string or uuid.")]
    [InlineData($$"""{{EntityId}}, {"name": "entity_version", "type": "int"}, {{EventId}}""", "fields.entity_version.type: is int. Make it long: every event is checked with it.")]
    [InlineData($$"""{{EntityVersion}}, {{EventId}}, {"name": "entity_id", "type": ["null", "string"]}""", "fields.entity_id.type: is union. Make it string or uuid: every event is checked with it.")]
    [InlineData($"{TimeEntityId}, {EntityVersion}, {EventId}", "fields.entity_id.type: is timestamp-millis. Make it string or uuid: every event is checked with it.")]
    public void The_newest_schema_needs_the_fields_that_every_event_has(string fields, string problem)
    {
        Write("v1_memo_created.json", Record(fields));
        Assert.Equal([$"avro/memo/v1_memo_created.json: {problem}"], Problems());

        Write("v2_memo_created.json", Schema());
        Assert.Equal(2, Load(Created)!.Version);
    }

    [Fact]
    public void The_id_may_be_a_uuid()
    {
        Write("v1_memo_created.json", Record($"{UuidEntityId}, {EntityVersion}, {EventId}"));
        Assert.Equal(1, Load(Created)!.Version);
    }

    [Fact]
    public void A_decimal_of_a_name_fits_every_property_that_it_stands_for()
    {
        Write("v1_memo_priced.json", Schema("""
            {"name": "net", "type": {"type": "fixed", "name": "money", "size": 12, "logicalType": "decimal", "precision": 28}}, {"name": "gross", "type": "money", "default": 1}
            """, "memo_priced"));
        Assert.NotNull(Load(new EventClass(typeof(Memo), typeof(Memo.Priced))));
    }

    [Fact]
    public void A_link_is_followed_within_the_directory_and_no_further()
    {
        Write("real.json", Schema());
        File.CreateSymbolicLink(Path.Combine(Avro, "memo/v1_memo_created.json"), "real.json");
        Assert.Equal(1, Load(Created)!.Version);

        File.WriteAllText(Path.Combine(_root.FullName, "outside.json"), Schema());
        File.CreateSymbolicLink(Path.Combine(Avro, "memo/v2_memo_created.json"), "../../outside.json");
        Assert.Equal(["avro/memo/v2_memo_created.json: is a link that leads out of the directory. Put the file itself in its place."], Problems());
    }

    [Fact]
    public void A_folder_that_is_a_link_is_followed_within_the_directory_and_no_further()
    {
        Write("../notes/v1_memo_created.json", Schema());
        Directory.Delete(Path.Combine(Avro, "memo"));
        Directory.Move(Path.Combine(Avro, "notes"), Path.Combine(_root.FullName, "notes"));
        Directory.CreateSymbolicLink(Path.Combine(Avro, "memo"), "../notes");
        Assert.Equal(["avro/memo/v1_memo_created.json: is a link that leads out of the directory. Put the file itself in its place."], Problems());

        Directory.CreateSymbolicLink(Path.Combine(_root.FullName, "link"), "avro");
        Directory.Delete(Path.Combine(Avro, "memo"));
        Directory.Move(Path.Combine(_root.FullName, "notes"), Path.Combine(Avro, "memo"));
        var folder = new SchemaFolder(Path.Combine(_root.FullName, "link"));
        Assert.Equal(1, folder.Load(Created)!.Version);
    }

    [Fact]
    public void A_link_to_itself_is_named()
    {
        Write("real.json", "");
        File.CreateSymbolicLink(Path.Combine(Avro, "memo/v1_memo_created.json"), "v1_memo_created.json");
        Assert.StartsWith("avro/memo/v1_memo_created.json: cannot be read: ", Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_catalogue_names_every_missing_or_broken_file_in_one_message()
    {
        Write("v1_memo_created.json", "{");
        Write("v2_memo_created.json", "\"int\"");
        Write("v2_memo_done.json", Schema(name: "memo_done"));

        var message = Assert.Throws<StartupException>(
            () => new EventCatalogue([Created, Done, Barked], new EventSchemaSettings { Enabled = true, Directory = Avro })).Message;

        Assert.Collection(message.Split('\n'),
            line => Assert.Equal($"The event schemas in {Avro} cannot be used. Correct them, or set EventSchemas:Enabled to false.", line),
            line => Assert.StartsWith("avro/memo/v1_memo_created.json: line 1: is no JSON: ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("avro/memo/v2_memo_created.json: is of Avro type int.", line, StringComparison.Ordinal),
            line => Assert.StartsWith("avro/memo/v1_memo_done.json: is missing, though v2 exists.", line, StringComparison.Ordinal),
            line => Assert.Equal("avro/dog/v1_dog_barked.json: is missing. Create it, with schemas new Dog.Barked.", line));
    }

    [Fact]
    public void A_catalogue_that_does_not_validate_takes_the_versions_from_the_names_of_the_files()
    {
        Write("v1_memo_created.json", "");
        Write("v2_memo_created.json", "");

        Assert.Equal([2, 1], new EventCatalogue([Created, Done], new EventSchemaSettings { Directory = Avro }).All.Select(type => type.Version));
        Assert.Equal([1, 1], new EventCatalogue([Created, Done], new EventSchemaSettings { Directory = Avro + "s" }).All.Select(type => type.Version));
    }

    private EventSchema? Load(EventClass wanted) => new SchemaFolder(Avro).Load(wanted);

    private string[] Problems()
    {
        var folder = new SchemaFolder(Avro);
        Assert.Null(folder.Load(Created));
        return [.. folder.Problems.Select(problem => problem.ToString())];
    }

    private void Write(string file, string content)
    {
        var path = Path.Combine(Avro, "memo", file);
        Directory.CreateDirectory(Path.Combine(Avro, "memo"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    private static string Schema(string? field = null, string name = "memo_created") =>
        Record($"{EntityId}, {EntityVersion}, {EventId}{(field is null ? "" : ", " + field)}", name);

    private static string Record(string fields, string name = "memo_created") => $$"""{"type": "record", "name": "{{name}}", "fields": [{{fields}}]}""";

    private sealed class Memo(Guid id) : AggregateRoot(id)
    {
        public sealed record Created : DomainEvent<Memo>
        {
            protected override void Apply(Memo memo) { }
        }

        public sealed record Done : DomainEvent<Memo>
        {
            protected override void Apply(Memo memo) { }
        }

        public sealed record Priced(decimal Net, decimal Gross) : DomainEvent<Memo>
        {
            protected override void Apply(Memo memo) { }
        }
    }
}
