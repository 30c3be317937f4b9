using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Avro;
using BenchmarkDotNet.Attributes;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Benchmarks.Schemas;

/// <summary>Public and open because BenchmarkDotNet derives from it.</summary>
public class ValidateMethods
{
    private static readonly JsonSerializerOptions _asStored = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private SchemaPlan _plan = null!;
    private byte[] _json = [];

    public static IEnumerable<string> Names => ValidationEvents.All.Keys;

    [ParamsSource(nameof(Names))]
    public string Event { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        var (schema, json) = ValidationEvents.All[Event];
        _plan = SchemaPlan.Compile(Schema.Parse(schema));
        _json = JsonSerializer.SerializeToUtf8Bytes(JsonNode.Parse(json), _asStored);
        if (_plan.Check(_json, isUtf8: true) is [var error, ..]) throw new InvalidOperationException($"The sample {Event} does not fit its schema: {error}");
    }

    [Benchmark]
    public int Check() => _plan.Check(_json, isUtf8: true).Count;

    [Benchmark(Baseline = true)]
    public long Skim()
    {
        var reader = new Utf8JsonReader(_json);
        while (reader.Read()) ;
        return reader.BytesConsumed;
    }
}
