using System.Text;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Tests.Schemas;

public sealed class SchemaFileTests
{
    [Theory]
    [InlineData("""[{"type": "enum", "name": "state", "symbols": ["OPEN"]}, {"type": "enum", "name": "state", "namespace": "shop", "symbols": ["OPEN"]}]""")]
    [InlineData("""[{"type": "fixed", "name": "shop.hash", "size": 1}, {"type": "fixed", "name": "hash", "size": 1}]""")]
    public void Names_that_differ_in_their_namespaces_may_stand_in_one_union(string schema) => Assert.Equal([], Read(schema));

    [Theory]
    [InlineData("""{"name": "self", "type": "inner"}""", "fields.a.type")]
    [InlineData("""{"name": "self", "type": "inner"}, {"name": "back", "type": ["null", "outer"]}""", "fields.a.type")]
    [InlineData("""{"name": "back", "type": "outer"}""", "", "fields.a.type")]
    [InlineData("""{"name": "back", "type": ["outer", "inner"]}""", "", "fields.a.type")]
    [InlineData("""{"name": "back", "type": ["null", "outer"]}, {"name": "list", "type": {"type": "array", "items": "outer"}}""")]
    public void A_record_that_contains_itself_without_end_is_refused_and_no_other(string fields, params string[] paths) => Assert.Equal(
        paths, Read($$"""{"type": "record", "name": "outer", "fields": [{"name": "a", "type": {"type": "record", "name": "inner", "fields": [{{fields}}]} }]}"""));

    private static List<string> Read(string schema)
    {
        List<string> reported = [];
        SchemaFile.Parse(Encoding.UTF8.GetBytes(schema), (path, _, _) => reported.Add(path));
        return reported;
    }
}
