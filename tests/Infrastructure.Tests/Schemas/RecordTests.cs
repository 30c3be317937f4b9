using static CleanES.Infrastructure.Tests.Schemas.Checking;

namespace CleanES.Infrastructure.Tests.Schemas;

public sealed class RecordTests
{
    private static readonly string _schema = Record("""{"name": "a", "type": "int"}, {"name": "b", "type": "int"}, {"name": "c", "type": "int"}""");

    [Theory]
    [InlineData("""{"a": 1, "b": 2, "c": 3}""")]
    [InlineData("""{"c": 3, "a": 1, "b": 2}""")]
    [InlineData("""{"c": 3, "b": 2, "a": 1}""")]
    [InlineData("""{"\u0061": 1, "b": 2, "c": 3}""")]
    public void Fields_may_come_in_any_order(string json) => Assert.Equal([], Check(_schema, json));

    [Fact]
    public void A_field_given_twice_is_refused() =>
        Assert.Equal(["todo_created.a: is given twice"], Check(_schema, """{"a": 1, "b": 2, "c": 3, "\u0061": "x"}"""));

    [Fact]
    public void An_unknown_or_former_name_is_refused() => Assert.Equal(
        ["todo_created.A: is not in the schema", "todo_created.old: is not in the schema", "todo_created.a: is missing"],
        Check(Record("""{"name": "a", "type": "int", "aliases": ["old"]}"""), """{"A": 1, "old": 2}"""));

    [Theory]
    [InlineData("\"int\"", "\"default\": 3")]
    [InlineData("[\"null\", \"int\"]", "\"default\": null")]
    [InlineData("[\"int\", \"null\"]", "\"doc\": \"no default\"")]
    [InlineData("\"null\"", "\"doc\": \"no default\"")]
    public void A_field_with_a_default_or_null_may_be_missing(string type, string more) =>
        Assert.Equal([], Check(Record($$"""{"name": "a", "type": {{type}}, {{more}}}"""), "{}"));

    [Fact]
    public void A_union_without_null_may_not_be_missing() =>
        Assert.Equal(["todo_created.a: is missing"], Check(Record("""{"name": "a", "type": ["int", "string"]}"""), "{}"));

    [Fact]
    public void Null_is_no_value_for_a_field_with_a_default() => Assert.Equal(
        ["todo_created.a: expected int, found null"], Check(Record("""{"name": "a", "type": "int", "default": 3}"""), """{"a": null}"""));

    [Fact]
    public void Each_of_many_fields_is_looked_for()
    {
        var schema = Record(string.Join(',', Enumerable.Range(0, 200).Select(i => $$"""{"name": "f{{i}}", "type": "int"}""")));
        var json = $"{{{string.Join(',', Enumerable.Range(0, 200).Where(i => i is not (63 or 64 or 199)).Select(i => $"\"f{i}\": {i}"))}}}";

        Assert.Equal(["todo_created.f63: is missing", "todo_created.f64: is missing", "todo_created.f199: is missing"], Check(schema, json));
    }

    [Fact]
    public void A_map_key_given_twice_is_refused_among_few_and_many()
    {
        const string Map = """{"type": "map", "values": "int"}""";
        var many = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"k{i}\": {i}"));

        Assert.Equal(["map.a: is given twice"], Check(Map, """{"a": 1, "b": 2, "\u0061": "x"}"""));
        Assert.Equal([], Check(Map, $"{{{many}}}"));
        Assert.Equal(["map.k4321: is given twice"], Check(Map, $"{{{many}, \"k\\u0034321\": 1}}"));
    }
}
