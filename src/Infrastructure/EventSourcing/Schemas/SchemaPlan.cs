using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Avro;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>An Avro schema, compiled once into nodes that check JSON. Safe for use by many threads.</summary>
internal sealed class SchemaPlan
{
    private readonly string _name;
    private readonly Node _root;

    /// <param name="name">What paths begin with.</param>
    public SchemaPlan(string name, Node root) => (_name, _root) = (name, root);

    public static SchemaPlan Compile(Schema schema) => new(schema.Name, new SchemaCompiler().Compile(schema));

    /// <summary>Checks a JSON document in one pass. A document that fits allocates nothing.</summary>
    /// <param name="isUtf8">Known to be, since the serializer wrote it; else that is checked, too.</param>
    /// <returns>Every failing path with its reason, none if the document fits. Malformed JSON is such an error too, the last one.</returns>
    public IReadOnlyList<SchemaError> Check(ReadOnlySpan<byte> utf8Json, bool isUtf8 = false)
    {
        if (!isUtf8 && !Ascii.IsValid(utf8Json) && !Utf8.IsValid(utf8Json)) return [new SchemaError(_name, "is not valid UTF-8")];

        // Beside the walk, not in it: copying a reader costs as much as reading a token.
        var reader = new Utf8JsonReader(utf8Json);
        var walk = new Walk(_name, utf8Json);
        try
        {
            reader.Read();
            _root.Check(ref reader, ref walk);
            reader.Read(); // throws if anything follows
        }
        // The latter is what the reader throws for half a surrogate pair.
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            walk.Fail(in reader, $"malformed JSON: {malformed.Message.TrimEnd('.')}", beyond: malformed is JsonException);
        }

        return walk.Errors ?? (IReadOnlyList<SchemaError>)[];
    }
}
