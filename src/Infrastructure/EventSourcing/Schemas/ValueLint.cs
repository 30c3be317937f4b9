using System.Text;
using System.Text.Json;
using Avro;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>Finds defaults that do not fit their fields, and records that no value can ever fit.</summary>
internal sealed class ValueLint(Report report)
{
    private readonly SchemaCompiler _compiler = new();

    /// <summary>By reference: the library compares schemas by structure.</summary>
    private readonly Dictionary<Schema, string> _pathOfRecord = new(ReferenceEqualityComparer.Instance);

    public void Check(SchemaFile file)
    {
        foreach (var (part, json, path) in SchemaPart.AllOf(file))
        {
            if (part is RecordSchema record) _pathOfRecord.Add(record, path);
            else if (part is Field field && json.TryGetProperty("default", out var initial)) CheckDefault(field, initial, path);
        }

        foreach (var endless in Endless())
            report(_pathOfRecord[endless], $"\"{endless.Name}\" contains itself without end", "Make the field that leads back to it a union with null");
    }

    private void CheckDefault(Field field, JsonElement initial, string path)
    {
        var plan = new SchemaPlan("default", _compiler.Compile(field.Schema));
        foreach (var error in plan.Check(Encoding.UTF8.GetBytes(initial.GetRawText())))
            report(SchemaJson.At(path, error.Path), error.Reason, "Give a default that fits the field's type");
    }

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
        .Select(field => field.Schema is UnionSchema union ? [.. union.Schemas] : new List<Schema> { field.Schema })
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
