using System.Text;
using System.Text.Json.Nodes;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Tests.Evolution;

/// <summary>What is easily overlooked between two versions of a schema.</summary>
public sealed class SchemaStepTests
{
    [Fact]
    public void A_name_that_stands_in_an_object_of_its_own_defines_nothing() => AssertSame(
        """{"name": "a", "type": {"type": "record", "name": "item", "aliases": ["x"], "fields": []}}, {"name": "b", "type": {"type": "item"}}""",
        """{"name": "a", "type": {"type": "record", "name": "thing", "aliases": ["item"], "fields": []}}, {"name": "b", "type": {"type": "thing"}}""");

    [Theory]
    [InlineData("""{"type": "fixed", "name": "span", "size": 12, "logicalType": "duration"}""")]
    [InlineData("""{"type": "record", "name": "item", "logicalType": "basket", "fields": []}""")]
    [InlineData("""{"type": "enum", "name": "kind", "logicalType": "breed", "symbols": ["a"]}""")]
    public void It_does_not_matter_whether_a_name_or_its_definition_stands_somewhere(string definition)
    {
        var name = (string)JsonNode.Parse(definition)!["name"]!;
        AssertSame(
            $$"""{"name": "a", "type": {{definition}}}, {"name": "b", "type": "{{name}}"}""",
            $$"""{"name": "b", "type": {{definition}}}, {"name": "a", "type": "{{name}}"}""");
    }

    [Theory]
    [InlineData("""{"type": "fixed", "name": "a", "size": 12, "logicalType": "decimal", "precision": 11, "scale": 4}, {"type": "bytes", "logicalType": "decimal", "precision": 8, "scale": 6}""")]
    [InlineData("""{"type": "fixed", "name": "a", "size": 12, "logicalType": "decimal", "precision": 9, "scale": 3}, {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 3}""")]
    [InlineData("""{"type": "fixed", "name": "a", "size": 12, "logicalType": "decimal", "precision": 9}, {"type": "fixed", "name": "b", "size": 12, "logicalType": "decimal", "precision": 9}""")]
    [InlineData("""{"type": "record", "name": "shop.item", "fields": [{"name": "a", "type": "int"}]}, {"type": "record", "name": "item", "fields": [{"name": "a", "type": "string"}]}""")]
    [InlineData("""{"type": "record", "name": "a", "aliases": ["b"], "fields": [{"name": "a", "type": "int"}]}, {"type": "record", "name": "b", "fields": [{"name": "a", "type": "string"}]}""")]
    public void A_branch_is_read_as_the_nearest(string branches) => AssertSame($$"""{"name": "a", "type": [{{branches}}]}""", $$"""{"name": "a", "type": [{{branches}}]}""");

    [Theory]
    [InlineData("""{"type": "fixed", "name": "hash", "logicalType": "sha", "size": 4}""", """{"type": "fixed", "name": "hash", "logicalType": "sha", "size": 8}""", "fields.a.type.size: was 4 and is 8")]
    [InlineData("""{"type": "array", "logicalType": "set", "items": "int"}""", """{"type": "array", "logicalType": "set", "items": "string"}""", "fields.a.type.items: was int and is string")]
    public void What_a_logical_type_that_is_unknown_annotates_is_compared(string older, string newer, string told)
    {
        var change = Assert.Single(Step($$"""{"name": "a", "type": {{older}}}""", $$"""{"name": "a", "type": {{newer}}}""").Changes);
        Assert.Equal((told, false), ($"{change.Path}: {change.What}", change.IsReadable));
    }

    [Fact]
    public void Where_nothing_can_be_read_the_data_are_left_as_they_are() =>
        Assert.Equal("""{"a":1}""", Step("""{"name": "a", "type": "int"}""", """{"name": "a", "type": ["null", "string"]}""").Upcast(new JsonObject { ["a"] = 1 }).ToJsonString());

    [Theory]
    [InlineData("int", "float", 16777216, true)]
    [InlineData("int", "float", 16777217, false)]
    [InlineData("int", "double", int.MaxValue, true)]
    [InlineData("long", "float", -16777217, false)]
    [InlineData("long", "double", 9007199254740992, true)]
    [InlineData("long", "double", 9007199254740993, false)]
    [InlineData("long", "double", long.MinValue, true)]
    [InlineData("long", "double", long.MaxValue, false)]
    public void A_number_is_read_as_the_same_number_or_not_at_all(string older, string newer, long number, bool isRead)
    {
        var step = Step($$"""{"name": "a", "type": "{{older}}"}""", $$"""{"name": "a", "type": "{{newer}}"}""");
        var data = JsonNode.Parse($$"""{"a": {{number}}}""")!.AsObject();

        if (isRead) Assert.Equal(number, (long)step.Upcast(data)["a"]!);
        else Assert.Equal($"{number} has more digits than a {newer} can hold", Assert.Throws<FormatException>(() => step.Upcast(data)).Message);
    }

    [Theory]
    [InlineData("""{"name": "next", "type": ["order_placed", "null"]}""", """{"next":null}""")]
    [InlineData("""{"name": "all", "type": {"type": "array", "items": ["order_placed"]}}""", """{"all":[]}""")]
    [InlineData("""{"name": "part", "type": [{"type": "record", "name": "part", "fields": [{"name": "of", "type": "order_placed"}]}, "null"]}""", """{"part":{"of":{"part":null}}}""")]
    public void The_example_of_a_record_within_itself_ends(string field, string example) => AssertExample(field, example);

    [Theory]
    [InlineData("""{"type": "fixed", "name": "span", "size": 12, "logicalType": "duration"}""", "\"xxxxxxxxxxxx\"")]
    [InlineData("""{"type": "array", "logicalType": "set", "items": "int"}""", "[1]")]
    [InlineData("""{"type": "int", "logicalType": "timestamp-weeks"}""", "1")]
    public void The_example_of_a_logical_type_that_says_nothing_is_one_of_the_type_annotated(string type, string example) =>
        AssertExample($$"""{"name": "a", "type": {{type}}}""", $$"""{"a":{{example}}}""");

    [Fact]
    public void A_record_that_contains_itself_without_end_is_found_behind_a_logical_type()
    {
        List<string> reports = [];
        SchemaFile.Parse(
            Encoding.UTF8.GetBytes("""{"type": "record", "name": "a", "fields": [{"name": "b", "type": {"type": "record", "logicalType": "x", "name": "b", "fields": [{"name": "a", "type": "a"}]}}]}"""),
            (path, reason, _) => reports.Add(reason));
        Assert.Contains("\"a\" contains itself without end", reports);
    }

    [Fact]
    public void A_default_that_contains_itself_without_end_is_refused()
    {
        List<string> reports = [];
        SchemaFile.Parse(
            """{"type": "record", "name": "a", "fields": [{"name": "next", "type": ["null", "a"], "default": {}}, {"name": "last", "type": ["null", "a"], "default": {"next": null, "last": null}}]}"""u8.ToArray(),
            (path, reason, _) => reports.Add($"{path}: {reason}"));
        Assert.Equal(["fields.next.default: leaves out \"next\", whose default contains this one again, without end"], reports);
    }

    [Fact]
    public void A_default_is_read_with_the_defaults_of_what_it_leaves_out() => Assert.Equal(
        """{"h":{"x":7,"y":{"z":[1]}}}""",
        Step("", """{"name": "h", "type": {"type": "record", "name": "h", "fields": [{"name": "x", "type": "int", "default": 7}, {"name": "y", "type": ["null", {"type": "record", "name": "y", "fields": [{"name": "z", "type": {"type": "array", "items": "int"}, "default": [1]}]}]}]}, "default": {"y": {}}}""")
            .Upcast([]).ToJsonString().Replace("\"y\":{\"z\":[1]},\"x\":7", "\"x\":7,\"y\":{\"z\":[1]}", StringComparison.Ordinal));

    [Fact]
    public void Of_several_records_that_the_JSON_does_not_tell_apart_none_may_change()
    {
        const string older = """{"name": "a", "type": [{"type": "record", "name": "p", "fields": [{"name": "n", "type": "int"}]}, {"type": "record", "name": "q", "fields": [{"name": "n", "type": "int"}]}]}""";
        var change = Step(older, older.Replace("""[{"name": "n", "type": "int"}]}]""", """[{"name": "n", "type": "int"}, {"name": "m", "type": "int", "default": 1}]}]""", StringComparison.Ordinal))
            .Changes.Single(change => !change.IsReadable);

        Assert.Equal("fields.a.type: takes record p and record q, which the JSON does not tell apart, and one of them is another", $"{change.Path}: {change.What}");
        AssertSame(older, older);
    }

    [Fact]
    public void A_fixed_is_no_decimal_where_their_names_are_the_same() => Assert.Equal(
        ["fields.b.type: was fixed h and is decimal h"],
        Step("""{"name": "b", "type": {"type": "fixed", "name": "h", "size": 4}}""", """{"name": "a", "type": ["null", {"type": "fixed", "name": "h", "size": 4, "logicalType": "decimal", "precision": 4}], "default": null}, {"name": "b", "type": "h"}""")
            .Changes.Where(change => !change.IsReadable).Select(change => $"{change.Path}: {change.What}"));

    private static void AssertSame(string older, string newer) => Assert.Equal([], Step(older, newer).Changes);

    private static void AssertExample(string field, string example) => Assert.Equal(example, SchemaExample.Of(File(field), null).ToJsonString());

    private static SchemaStep Step(string older, string newer) => new(1, File(older), File(newer));

    private static SchemaFile File(string fields) => SchemaFile.Parse(
        Encoding.UTF8.GetBytes($$"""{"type": "record", "name": "order_placed", "fields": [{{fields}}]}"""), (path, reason, _) => Assert.Fail($"{path}: {reason}"))!;
}
