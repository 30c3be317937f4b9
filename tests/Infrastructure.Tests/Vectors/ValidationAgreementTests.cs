using System.Text;
using System.Text.Json;
using Avro;
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
        SchemaPlan plan;
        try
        {
            plan = SchemaPlan.Compile(Schema.Parse(schema));
        }
        catch (Exception refused)
        {
            return ("refuses", $"the schema: {refused.Message}");
        }

        var errors = plan.Check(Encoding.UTF8.GetBytes(datum));
        return errors.Count == 0 ? ("accepts", "") : ("refuses", string.Join("; ", errors));
    }

    private static string Datum(JsonElement vector) => vector.TryGetProperty("ints", out var count)
        ? $"[{string.Join(',', Enumerable.Range(0, count.GetInt32()))}]"
        : vector.Text("datum");
}
