using System.Diagnostics;
using static CleanES.Infrastructure.Tests.Schemas.Checking;

namespace CleanES.Infrastructure.Tests.Schemas;

public sealed class UnionTests
{
    private const string Card = """{"type": "record", "name": "card", "fields": [{"name": "number", "type": "string"}]}""";
    private const string Cash = """{"type": "record", "name": "cash", "fields": [{"name": "coins", "type": "int"}]}""";
    private const string Text = """{"type": "record", "name": "text", "fields": [{"name": "value", "type": "string"}]}""";
    private const string Number = """{"type": "record", "name": "number", "fields": [{"name": "value", "type": "int"}]}""";
    private const string Numbers = """{"type": "record", "name": "numbers", "fields": [{"name": "value", "type": {"type": "array", "items": "int"}}]}""";
    private const string Counts = """{"type": "map", "values": "int"}""";

    [Theory]
    [InlineData("""["null", "string"]""", "null", "\"a\"")]
    [InlineData("""["int", "long"]""", "1", "1099511627776")]
    [InlineData("""["boolean", "int", "double"]""", "true", "1", "1.5", "1e300")]
    [InlineData("""[{"type": "string", "logicalType": "uuid"}, {"type": "fixed", "name": "f", "size": 1}]""", "\"a\"", "\"6deaca4c-d866-4b28-9878-8814a55a4688\"")]
    [InlineData("""["null", {"type": "array", "items": ["null", "int"]}, {"type": "map", "values": "int"}]""", "null", "[1, null]", """{"a": 1}""")]
    [InlineData($"[{Card}, {Cash}]", """{"number": "4"}""", """{"coins": 4}""")]
    [InlineData($"[{Text}, {Number}]", """{"value": "a"}""", """{"value": 1}""")]
    [InlineData($"[{Number}, {Counts}]", """{"value": 1}""", """{"other": 1}""", "{}")]
    [InlineData($"[{Text}, {Counts}]", """{"value": "a"}""", """{"value": 1}""")]
    public void A_value_of_any_branch_fits(string schema, params string[] values)
    {
        foreach (var value in values) Assert.Equal([], Check(schema, value));
    }

    [Theory]
    [InlineData("""["null", "string"]""", "7", "expected null or string, found 7")]
    [InlineData("""["int", "long"]""", "1.0", "expected int or long, found 1.0")]
    [InlineData("""["string", "bytes"]""", "null", "expected string or bytes, found null")]
    [InlineData($"[{Card}, {Cash}]", "7", "expected record card or record cash, found 7")]
    [InlineData($"[{Card}, {Cash}]", """{"cheque": 7}""", "expected record card or record cash, found an object")]
    [InlineData($"[{Text}, {Number}]", """{"value": null}""", "expected record text or record number, found an object")]
    public void A_value_of_no_branch_is_refused_and_all_branches_are_named(string schema, string value, string reason) =>
        Assert.Equal(["union: " + reason], Check(schema, value));

    [Theory]
    [InlineData($"[\"null\", {Card}]", """{"numbre": "4"}""", "union.numbre: is not in the schema", "union.number: is missing")]
    [InlineData($"[{Card}, {Cash}]", """{"coins": "4"}""", "union.coins: expected int, found \"4\"")]
    [InlineData($"[{Text}, {Numbers}]", """{"value": [1, true]}""", "union.value[1]: expected int, found true")]
    [InlineData("""["null", {"type": "array", "items": "int"}]""", "[1, null]", "union[1]: expected int, found null")]
    public void Errors_are_those_of_the_branch_that_was_meant(string schema, string value, params string[] errors) =>
        Assert.Equal(errors, Check(schema, value));

    [Fact]
    public void Records_alike_on_the_surface_are_told_apart_by_what_is_below()
    {
        const string Schema = """
            [{"type": "record", "name": "texts", "fields": [{"name": "all", "type": {"type": "array", "items": "string"}}]},
             {"type": "record", "name": "numbers", "fields": [{"name": "all", "type": {"type": "array", "items": "int"}}]}]
            """;

        Assert.Equal([], Check(Schema, """{"all": ["a"]}"""));
        Assert.Equal([], Check(Schema, """{"all": [1, 2]}"""));
        Assert.Equal(["union: expected record texts or record numbers, found an object"], Check(Schema, """{"all": [1, "a"]}"""));
    }

    [Fact]
    public void A_value_after_a_union_of_look_alikes_is_still_checked()
    {
        var schema = Record($$"""{"name": "first", "type": [{{Text}}, {{Number}}]}, {"name": "second", "type": "int"}""");

        Assert.Equal([], Check(schema, """{"first": {"value": 1}, "second": 2}"""));
        Assert.Equal(["todo_created.second: expected int, found \"2\""], Check(schema, """{"first": {"value": 1}, "second": "2"}"""));
    }

    [Fact]
    public void Recursive_look_alikes_are_told_apart_by_their_own_values()
    {
        Assert.Equal([], Check(LookAlikes("""{"name": "v", "type": "int"}""", """{"name": "v", "type": "string"}"""), Chain(60, "\"v\": \"x\"")));
    }

    [Fact]
    public void Unions_that_leave_too_many_ways_to_try_are_refused_in_time()
    {
        const string Ints = """{"name": "v", "type": {"type": "array", "items": "int"}}""";
        const string Strings = """{"name": "v", "type": {"type": "array", "items": "string"}}""";
        var watch = Stopwatch.StartNew();

        var error = Assert.Single(Check(LookAlikes(Ints, Strings), Chain(60, "\"v\": [\"x\"]")));

        Assert.EndsWith("but its unions leave too many ways to try, found an object", error, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"took {watch.Elapsed}");
    }

    private static string LookAlikes(string first, string second) => $$"""
        [{"type": "record", "name": "a", "fields": [
            {"name": "next", "type": ["null", "a", {"type": "record", "name": "b", "fields": [{"name": "next", "type": ["null", "a", "b"]}, {{second}}]}]},
            {{first}}]},
         "b"]
        """;

    private static string Chain(int depth, string value) =>
        string.Concat(Enumerable.Repeat("{\"next\": ", depth)) + "null" + string.Concat(Enumerable.Repeat($", {value}}}", depth));
}
