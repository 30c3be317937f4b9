using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Avro;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Benchmarks;

internal sealed class Validation : IBenchmark
{
    private static readonly JsonSerializerOptions _asStored = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Name => "validation";

    public string Summary => "the check of a stored event against its schema, beside a reader's bare skim of the same bytes";

    public double Goal => 1.7;

    public IReadOnlyList<Arm> Arms() => [.. ValidationEvents.All.Select(sample => Arm(sample.Schema, sample.Json, sample.Note))];

    private static Arm Arm(string schemaText, string jsonText, string note)
    {
        var schema = Schema.Parse(schemaText);
        var plan = SchemaPlan.Compile(schema);
        var json = JsonSerializer.SerializeToUtf8Bytes(JsonNode.Parse(jsonText), _asStored);
        if (plan.Check(json, isUtf8: true) is [var error, ..]) throw new InvalidOperationException($"A sample does not fit its schema: {error}");

        return new Arm($"{schema.Name}, {note}{json.Length} bytes", Check, Skim);

        void Check(int times)
        {
            for (var i = 0; i < times; i++) plan.Check(json, isUtf8: true);
        }

        void Skim(int times)
        {
            for (var i = 0; i < times; i++)
            {
                var reader = new Utf8JsonReader(json);
                while (reader.Read()) ;
            }
        }
    }
}
