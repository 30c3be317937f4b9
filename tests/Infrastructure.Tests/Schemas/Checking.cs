using System.Text;
using Avro;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Tests.Schemas;

internal static class Checking
{
    /// <summary>The errors of a document against a schema, a line each.</summary>
    public static string[] Check(string schema, string json) => Check(schema, Encoding.UTF8.GetBytes(json));

    public static string[] Check(string schema, byte[] json) =>
        [.. SchemaPlan.Compile(Schema.Parse(schema)).Check(json).Select(error => error.ToString())];

    public static string Record(string fields) => $$"""{"type": "record", "name": "todo_created", "fields": [{{fields}}]}""";
}
