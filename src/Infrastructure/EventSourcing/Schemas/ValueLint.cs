using System.Text;
using System.Text.Json;
using Avro;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Finds defaults that do not fit their fields or have no end, and records that no value can ever fit.</summary>
internal sealed class ValueLint(Report report)
{
    private readonly SchemaCompiler _compiler = new();

    /// <summary>By reference: the library compares schemas by structure.</summary>
    private readonly Dictionary<Schema, string> _pathOfRecord = new(ReferenceEqualityComparer.Instance);

    private readonly Dictionary<Field, (JsonElement Json, string Path)> _defaults = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether all of a default is known to end, or it is being found out.</summary>
    private readonly Dictionary<Field, bool> _completed = new(ReferenceEqualityComparer.Instance);

    public void Check(SchemaFile file)
    {
        foreach (var (part, json, path) in SchemaPart.AllOf(file))
        {
            if (part is RecordSchema record) _pathOfRecord.Add(record, path);
            else if (part is Field field && json.TryGetProperty("default", out var initial)) CheckDefault(field, initial, path);
        }

        foreach (var field in _defaults.Keys) Complete(field);
        foreach (var endless in Endless())
            report(_pathOfRecord[endless], $"\"{endless.Name}\" contains itself without end", "Make the field that leads back to it a union with null");
    }

    private void CheckDefault(Field field, JsonElement initial, string path)
    {
        var errors = ErrorsOf(field.Schema, initial);
        if (errors.Count == 0) _defaults.Add(field, (initial, path));
        foreach (var error in errors) report(SchemaJson.At(path, error.Path), error.Reason, "Give a default that fits the field's type");
    }

    /// <summary>What a default leaves out are defaults again.</summary>
    private void Complete(Field field)
    {
        if (!_defaults.TryGetValue(field, out var initial) || !_completed.TryAdd(field, false)) return;

        Complete(field.Schema, initial.Json, initial.Path);
        _completed[field] = true;
    }

    private void Complete(Schema schema, JsonElement value, string path)
    {
        switch (SchemaFile.Bare(schema))
        {
            case RecordSchema record:
                foreach (var field in record.Fields)
                {
                    if (value.TryGetProperty(field.Name, out var given)) Complete(field.Schema, given, path);
                    else if (_completed.TryGetValue(field, out var isComplete) && !isComplete)
                        report(SchemaJson.At(path, "default"), $"leaves out \"{field.Name}\", whose default contains this one again, without end", "Give it in the default");
                    else Complete(field);
                }

                break;
            case ArraySchema array:
                foreach (var item in value.EnumerateArray()) Complete(array.ItemSchema, item, path);
                break;
            case MapSchema map:
                foreach (var entry in value.EnumerateObject()) Complete(map.ValueSchema, entry.Value, path);
                break;
            case UnionSchema union when union.Schemas.FirstOrDefault(branch => ErrorsOf(branch, value).Count == 0) is { } branch:
                Complete(branch, value, path);
                break;
        }
    }

    private IReadOnlyList<SchemaError> ErrorsOf(Schema schema, JsonElement value) =>
        new SchemaPlan("default", _compiler.Compile(schema)).Check(Encoding.UTF8.GetBytes(value.GetRawText()));

    /// <summary>The records of which every value would have to contain another.</summary>
    private IEnumerable<RecordSchema> Endless()
    {
        var left = new HashSet<Schema>(_pathOfRecord.Keys, ReferenceEqualityComparer.Instance);

        // What need not contain any that is left, can end.
        var users = UsersOf(left);
        Peel(left, record => NeedsOf(record).All(need => need.Exists(one => !left.Contains(one))), record => users[record]);

        // What no other one that is left needs, only contains one that is endless.
        users = UsersOf(left);
        Peel(left, record => !users[record].Any(left.Contains), record => NeedsOf(record).SelectMany(need => need));
        return left.Cast<RecordSchema>();
    }

    /// <summary>What a value of a record must contain: of each, one record of these.</summary>
    private static IEnumerable<List<Schema>> NeedsOf(Schema record) => ((RecordSchema)record).Fields
        .Select(field => SchemaFile.Bare(field.Schema) is var bare && bare is UnionSchema union ? [.. union.Schemas.Select(SchemaFile.Bare)] : new List<Schema> { bare })
        .Where(branches => branches.TrueForAll(branch => branch is RecordSchema));

    private static ILookup<Schema, Schema> UsersOf(HashSet<Schema> left) => left
        .SelectMany(record => NeedsOf(record).Where(need => need.TrueForAll(left.Contains)).SelectMany(need => need).Select(need => (User: record, Need: need)))
        .ToLookup(edge => edge.Need, edge => edge.User, (IEqualityComparer<Schema>)ReferenceEqualityComparer.Instance);

    /// <summary>Takes out what may go; others are asked again when it has gone.</summary>
    private static void Peel(HashSet<Schema> left, Predicate<Schema> mayGo, Func<Schema, IEnumerable<Schema>> others)
    {
        var open = new Stack<Schema>(left);
        while (open.TryPop(out var one))
        {
            if (!left.Contains(one) || !mayGo(one)) continue;
            left.Remove(one);
            foreach (var other in others(one)) open.Push(other);
        }
    }
}
