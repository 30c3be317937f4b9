using System.Text;
using System.Text.Json.Nodes;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Tests.Evolution;

public sealed class SchemaStepTests
{
    [Fact]
    public void A_name_that_stands_in_an_object_of_its_own_defines_nothing()
    {
        var step = Step(
            """{"name": "a", "type": {"type": "record", "name": "item", "aliases": ["x"], "fields": []}}, {"name": "b", "type": {"type": "item"}}""",
            """{"name": "a", "type": {"type": "record", "name": "thing", "aliases": ["item"], "fields": []}}, {"name": "b", "type": {"type": "thing"}}""");

        Assert.Equal([], step.Changes);
    }

    private static SchemaStep Step(string older, string newer) => new(1, File(older), File(newer));

    private static SchemaFile File(string fields) => SchemaFile.Parse(
        Encoding.UTF8.GetBytes($$"""{"type": "record", "name": "order_placed", "fields": [{{fields}}]}"""), (path, reason, _) => Assert.Fail($"{path}: {reason}"))!;
}
