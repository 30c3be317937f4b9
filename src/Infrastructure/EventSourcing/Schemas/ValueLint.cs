using System.Text;
using System.Text.Json;
using Avro;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Finds defaults that do not fit their fields, and records that no value can ever fit.</summary>
internal sealed class ValueLint(Report report)
{
    private readonly List<(RecordSchema Record, string Path)> _records = [];

    /// <param name="json">What the schema was read from.</param>
    public void Check(Schema schema, JsonElement json)
    {
        Visit(schema, json, "");

        while (_records.RemoveAll(one => one.Record.Fields.TrueForAll(field => IsFinite(field.Schema))) > 0) { }
        foreach (var (record, path) in _records.Where(one => LeadsBack(one.Record, one.Record, [])))
            report(path, $"\"{record.Name}\" contains itself without end", "Make the field that leads back to it a union with null");
    }

    /// <summary>Whether a value can end: it need not contain one of the records that are left.</summary>
    private bool IsFinite(Schema schema) => schema switch
    {
        RecordSchema record => !_records.Exists(one => ReferenceEquals(one.Record, record)),   // the library compares schemas by structure
        UnionSchema union => union.Schemas.Any(IsFinite),
        _ => true,
    };

    private bool LeadsBack(RecordSchema from, RecordSchema to, HashSet<string> passed) => from.Fields
        .Where(field => !IsFinite(field.Schema)).SelectMany(field => field.Schema is UnionSchema union ? union.Schemas : [field.Schema]).OfType<RecordSchema>()
        .Any(next => ReferenceEquals(next, to) || (passed.Add(next.Fullname) && LeadsBack(next, to, passed)));

    private void Visit(Schema schema, JsonElement json, string path)
    {
        // { "type": [ … ] } says the same as what stands within.
        if (json.ValueKind == JsonValueKind.Object && json.GetProperty("type") is { ValueKind: JsonValueKind.Array } inner)
            (json, path) = (inner, SchemaJson.At(path, "type"));

        switch (schema)
        {
            case RecordSchema record when json.ValueKind == JsonValueKind.Object && json.TryGetProperty("fields", out var fields):
                _records.Add((record, path));
                foreach (var (index, (field, its)) in record.Fields.Zip(fields.EnumerateArray()).Index()) VisitField(field, its, SchemaJson.FieldPath(path, its, index));
                break;
            case ArraySchema array:
                Visit(array.ItemSchema, json.GetProperty("items"), SchemaJson.At(path, "items"));
                break;
            case MapSchema map:
                Visit(map.ValueSchema, json.GetProperty("values"), SchemaJson.At(path, "values"));
                break;
            case UnionSchema union:
                foreach (var (index, (branch, its)) in union.Schemas.Zip(json.EnumerateArray()).Index()) Visit(branch, its, $"{path}[{index}]");
                break;
        }
    }

    private void VisitField(Field field, JsonElement json, string path)
    {
        Visit(field.Schema, json.GetProperty("type"), SchemaJson.At(path, "type"));
        if (!json.TryGetProperty("default", out var initial)) return;

        foreach (var error in SchemaPlan.Compile(field.Schema, "default").Check(Encoding.UTF8.GetBytes(initial.GetRawText())))
            report(SchemaJson.At(path, error.Path), error.Reason, "Give a default that fits the field's type");
    }
}
