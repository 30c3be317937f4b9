using System.Text;
using System.Text.Json;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Tests.Vectors;

public sealed class ValidationAgreementTests
{
    private static readonly IReadOnlyList<JsonElement> _vectors = VectorFile.Read("validation.json", "vectors");

    [Fact]
    public void A_value_fits_a_schema_where_it_does_in_djangoevents()
    {
        Assert.Equal(179, _vectors.Count);
        Agreement.Check("Whether a value fits its schema", [.. _vectors.Select(vector =>
        {
            var (verdict, because) = Check(vector.GetProperty("schema").GetRawText(), Datum(vector));
            return new Outcome(vector.Text("id"), vector.GetProperty("seed").GetBoolean() ? "accepts" : "refuses", verdict, because);
        })]);
    }

    private static (string Verdict, string Because) Check(string schema, string datum)
    {
        List<string> problems = [];
        if (SchemaFile.Parse(Encoding.UTF8.GetBytes(schema), (path, reason, _) => problems.Add($"{path}: {reason}")) is not { } file)
            return ("refuses", $"the schema: {string.Join("; ", problems)}");

        var errors = SchemaPlan.Compile(file.Schema).Check(Encoding.UTF8.GetBytes(datum));
        return errors.Count == 0 ? ("accepts", "") : ("refuses", string.Join("; ", errors));
    }

    private static string Datum(JsonElement vector) => vector.TryGetProperty("ints", out var count)
        ? $"[{string.Join(',', Enumerable.Range(0, count.GetInt32()))}]"
        : vector.Text("datum");
}
