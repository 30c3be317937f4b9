using System.Diagnostics;
using static CleanES.Infrastructure.Tests.Schemas.Checking;

namespace CleanES.Infrastructure.Tests.Schemas;

public sealed class SchemaPlanTests
{
    private const string Millis = """{"type": "long", "logicalType": "timestamp-millis"}""";
    private const string Cents = """{"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2}""";

    [Theory]
    [InlineData("\"null\"", "null")]
    [InlineData("\"boolean\"", "true", "false")]
    [InlineData("\"int\"", "0", "-0", "2147483647", "-2147483648")]
    [InlineData("\"long\"", "1", "9223372036854775807", "-9223372036854775808")]
    [InlineData("\"float\"", "1", "-1.5e3", "3.4e38")]
    [InlineData("\"double\"", "1", "1e308", "0.1")]
    [InlineData("\"string\"", "\"\"", "\"zażółć 🍞\"", "\"\\ud83c\\udf5e\\n\"")]
    [InlineData("\"bytes\"", "\"\"", "\"abc\"", "\"\\u00ff\\u0000\"", "\"ÿ\"")]
    [InlineData("""{"type": "fixed", "name": "pair", "size": 2}""", "\"ab\"", "\"ÿÿ\"", "\"\\u00ff\\u0000\"")]
    [InlineData("""{"type": "enum", "name": "state", "symbols": ["OPEN", "DONE"]}""", "\"OPEN\"", "\"D\\u004fNE\"")]
    [InlineData("""{"type": "array", "items": "int"}""", "[]", "[1, 2]")]
    [InlineData("""{"type": "map", "values": "int"}""", "{}", """{"": 1, "ż": 2}""")]
    [InlineData("""{"type": "string", "logicalType": "uuid"}""", "\"6deaca4c-d866-4b28-9878-8814a55a4688\"", "\"6DEACA4C-D866-4B28-9878-8814A55A4688\"")]
    [InlineData("""{"type": "int", "logicalType": "date"}""", "19782", "-1", "\"2024-02-29\"", "\"0001-01-01\"", "\"9999-12-31\"")]
    [InlineData("""{"type": "int", "logicalType": "time-millis"}""", "0", "86399999", "\"00:00:00\"", "\"23:59:59.9999999\"", "\"12:34:56.123\"")]
    [InlineData("""{"type": "long", "logicalType": "time-micros"}""", "0", "86399999999", "\"23:59:59.9999999\"")]
    [InlineData(Millis, "0", "-62135596800000", "\"2024-02-29T23:59:58Z\"", "\"2024-02-29T23:59:58.1234567+05:30\"", "\"0001-01-01T00:00:00+00:00\"", "\"2024-02-29T23:59:58-12:00\"")]
    [InlineData("""{"type": "long", "logicalType": "timestamp-micros"}""", "1", "\"9999-12-31T23:59:59.9999999Z\"")]
    [InlineData("""{"type": "long", "logicalType": "timestamp-nanos"}""", "1", "\"2024-02-29T23:59:58+00:00\"")]
    [InlineData("""{"type": "long", "logicalType": "local-timestamp-millis"}""", "1", "\"2024-02-29T23:59:58\"", "\"2024-02-29T23:59:58.1234567\"")]
    [InlineData(Cents, "0", "0.00", "-0", "1", "99.99", "-99.99", "1.10", "1.100", "0.01", "1e1", "1E-2", "9999e-2", "0e999", "0.0e9999999999")]
    [InlineData("""{"type": "fixed", "name": "money", "size": 4, "logicalType": "decimal", "precision": 9}""", "999999999", "-1", "1e8", "12.000")]
    [InlineData("""{"type": "int", "logicalType": "panther"}""", "1")]
    [InlineData("""{"type": "fixed", "name": "span", "size": 12, "logicalType": "duration"}""", "\"123456789012\"")]
    public void A_value_of_its_type_fits(string schema, params string[] values)
    {
        foreach (var value in values) Assert.Equal([], Check(schema, value));
    }

    [Theory]
    [InlineData("\"null\"", "null", "0", "false", "\"\"", "[]", "{}")]
    [InlineData("\"boolean\"", "boolean", "null", "0", "1", "\"true\"")]
    [InlineData("\"int\"", "int", "true", "1.0", "1e3", "-0.0", "2147483648", "-2147483649", "\"1\"", "null")]
    [InlineData("\"long\"", "long", "false", "1.0", "1E3", "9223372036854775808", "-9223372036854775809")]
    [InlineData("\"float\"", "float", "true", "3.5e38", "-1e300", "\"NaN\"", "null")]
    [InlineData("\"double\"", "double", "1e309", "-1e309", "\"Infinity\"")]
    [InlineData("\"string\"", "string", "7", "null", "true")]
    [InlineData("\"bytes\"", "bytes", "7", "\"aĀ\"", "\"\\u0100\"", "\"🍞\"")]
    [InlineData("""{"type": "fixed", "name": "pair", "size": 2}""", "fixed of 2 bytes", "\"a\"", "\"abc\"", "\"aż\"", "7")]
    [InlineData("""{"type": "enum", "name": "state", "symbols": ["OPEN", "DONE"]}""", "one of OPEN, DONE", "\"open\"", "\"\"", "\"OPEN \"", "0")]
    [InlineData("""{"type": "string", "logicalType": "uuid"}""", "uuid", "\"abc\"", "\"\"", "\"6deaca4cd8664b2898788814a55a4688\"", "\"{6deaca4c-d866-4b28-9878-8814a55a4688}\"", "5")]
    [InlineData("""{"type": "int", "logicalType": "date"}""", "date such as 2025-07-15", "\"2024-02-30\"", "\"2024-2-29\"", "\"2024-02-29T00:00:00\"", "\"19782\"")]
    [InlineData("""{"type": "int", "logicalType": "date"}""", "int", "2147483648", "1.0")]
    [InlineData("""{"type": "int", "logicalType": "date"}""", "int or date such as 2025-07-15", "null", "true")]
    [InlineData("""{"type": "int", "logicalType": "time-millis"}""", "milliseconds of a day", "-1", "86400000", "1.0")]
    [InlineData("""{"type": "int", "logicalType": "time-millis"}""", "time such as 09:30:00", "\"24:00:00\"", "\"9:30:00\"", "\"09:30\"", "\"09:30:00.\"", "\"09:30:00Z\"")]
    [InlineData("""{"type": "long", "logicalType": "time-micros"}""", "microseconds of a day", "86400000000", "9223372036854775808")]
    [InlineData(Millis, "long", "1.5", "9223372036854775808")]
    [InlineData(Millis, "time such as 2025-07-15T09:30:00Z", "\"2024-02-29T23:59:58\"", "\"2024-02-29\"", "\"2024-02-29 23:59:58Z\"", "\"2024-02-29T23:59:58.12345678Z\"", "\"2024-02-29T23:59:58.Z\"", "\"2024-02-29T23:59:58+0530\"", "\"2024-02-29T23:59:58+5:30\"", "\"2024-02-29T23:59:58+24:00\"", "\"0001-01-01T00:00:00+01:00\"", "\"1\"")]
    [InlineData("""{"type": "long", "logicalType": "local-timestamp-micros"}""", "time without offset such as 2025-07-15T09:30:00", "\"2024-02-29T23:59:58Z\"", "\"2024-02-29T23:59:58+00:00\"", "\"2024-02-29T23:59:58.\"")]
    [InlineData(Cents, "number of at most 4 digits, 2 after the point", "100", "99.999", "0.001", "1e2", "1e-3", "9999e-1", "1e2147483647", "1e-2147483648", "1e9999999999", "\"1.23\"", "null")]
    public void A_value_of_another_type_is_refused(string schema, string expected, params string[] values)
    {
        foreach (var value in values)
        {
            var found = value switch { "[]" => "an array", "{}" => "an object", _ => value };
            Assert.EndsWith($": expected {expected}, found {found}", Assert.Single(Check(schema, value)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_decimal_stays_one_where_its_name_stands()
    {
        var schema = Record("""{"name": "net", "type": {"type": "fixed", "name": "money", "size": 4, "logicalType": "decimal", "precision": 4, "scale": 2}}, {"name": "gross", "type": "money"}""");

        Assert.Equal([], Check(schema, """{"net": 1.5, "gross": 99.99}"""));
        Assert.Equal(["todo_created.gross: expected number of at most 4 digits, 2 after the point, found \"abcd\""], Check(schema, """{"net": 1.5, "gross": "abcd"}"""));
    }

    [Fact]
    public void Every_failing_path_is_named()
    {
        var schema = Record("""
            {"name": "label", "type": "string"},
            {"name": "tags", "type": {"type": "array", "items": "string"}},
            {"name": "counts", "type": {"type": "map", "values": "int"}},
            {"name": "place", "type": {"type": "record", "name": "place", "fields": [{"name": "city", "type": "string"}, {"name": "zip", "type": "string"}]}},
            {"name": "former_places", "type": {"type": "array", "items": "place"}}
            """);

        Assert.Equal(
            [
                "todo_created.tags[1]: expected string, found 7",
                "todo_created.tags[3]: expected string, found an object",
                "todo_created.counts.a: expected int, found 1.0",
                "todo_created.counts[\"b.c\"]: expected int, found null",
                "todo_created.place.zip: expected string, found an array",
                "todo_created.former_places[1]: expected record place, found \"here\"",
                "todo_created.former_places[2].city: expected string, found true",
                "todo_created.former_places[2].zip: is missing",
                "todo_created.extra: is not in the schema",
                "todo_created.label: is missing",
            ],
            Check(schema, """
                {"tags": ["a", 7, "b", {"c": [1]}], "counts": {"a": 1.0, "b.c": null, "d": 1}, "place": {"city": "x", "zip": [[], {}]},
                 "former_places": [{"zip": "1", "city": "y"}, "here", {"city": true}], "extra": {"a": [1]}}
                """));
    }

    [Fact]
    public void A_long_value_is_shortened()
    {
        var error = Assert.Single(Check("\"int\"", $"\"{new string('x', 5000)}\""));
        Assert.Equal($"int: expected int, found \"{new string('x', 60)}…\"", error);
        Assert.True(Assert.Single(Check("\"long\"", new string('9', 1000))).Length < 100);
        Assert.True(Assert.Single(Check(Record(""), $$"""{"{{new string('x', 5000)}}": 1}""")).Length < 120);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}}")]
    [InlineData("{} {}")]
    [InlineData("{},")]
    [InlineData("// {}")]
    [InlineData("\uFEFF{}")]
    public void Malformed_json_is_an_error(string json) =>
        Assert.StartsWith("todo_created: malformed JSON: ", Assert.Single(Check(Record(""), json)), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"tags": ["a", x]}""", "todo_created.tags[1]: malformed JSON: ")]
    [InlineData("""{"tags": ["a", "\ud83c"]}""", "todo_created.tags[1]: malformed JSON: ")]
    [InlineData("""{"tags": ["a",], "b": 1}""", "todo_created.tags[1]: malformed JSON: ")]
    [InlineData("""{"tags": ["a" """, "todo_created.tags[1]: malformed JSON: ")]
    [InlineData("""{"tags" ["a"]}""", "todo_created: malformed JSON: ")]
    [InlineData("""{"\ud83c": 1}""", "todo_created[\"\\ud83c\"]: malformed JSON: ")]
    public void Malformed_json_is_named_at_its_place(string json, string error)
    {
        var schema = Record("""{"name": "tags", "type": {"type": "array", "items": "string"}}""");
        Assert.StartsWith(error, Assert.Single(Check(schema, json)), StringComparison.Ordinal);
    }

    [Fact]
    public void Malformed_json_is_named_at_its_place_in_what_was_refused() => Assert.Collection(
        Check(Record(""), """{"extra": [1, {"a": [], "b": x}]}"""),
        error => Assert.Equal("todo_created.extra: is not in the schema", error),
        error => Assert.StartsWith("todo_created.extra[1].b: malformed JSON: ", error, StringComparison.Ordinal));

    [Fact]
    public void Every_one_of_very_many_failing_paths_is_named_in_time()
    {
        var watch = Stopwatch.StartNew();

        var errors = Check("""{"type": "array", "items": "int"}""", $"[{string.Join(',', Enumerable.Repeat("[[]]", 100_000))}]");

        Assert.Equal(Enumerable.Range(0, 100_000).Select(index => $"array[{index}]: expected int, found an array"), errors);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"took {watch.Elapsed}");
    }

    [Fact]
    public void Errors_before_malformed_json_are_kept() => Assert.Collection(
        Check("""{"type": "array", "items": "int"}""", "[true, 2, "),
        error => Assert.Equal("array[0]: expected int, found true", error),
        error => Assert.StartsWith("array[2]: malformed JSON: ", error, StringComparison.Ordinal));

    [Fact]
    public void Invalid_utf_8_is_an_error() =>
        Assert.Equal(["string: is not valid UTF-8"], Check("\"string\"", [(byte)'"', 0xC3, (byte)'"']));

    [Fact]
    public void Recursion_ends_at_the_depth_that_the_reader_allows()
    {
        const string Schema = """{"type": "record", "name": "node", "fields": [{"name": "next", "type": ["null", "node"]}]}""";

        Assert.Equal([], Check(Schema, Nested(63)));
        Assert.Contains("maximum configured depth of 64", Assert.Single(Check(Schema, Nested(100_000))), StringComparison.Ordinal);

        static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"next\":", depth)) + "{}" + new string('}', depth);
    }
}
