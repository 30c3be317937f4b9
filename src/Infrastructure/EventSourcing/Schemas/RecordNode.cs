using System.Text;
using System.Text.Json;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

internal sealed class RecordNode(string name) : Node($"record {name}", JsonTokenType.StartObject)
{
    /// <summary>Set after construction: a record may stand in its own fields.</summary>
    public RecordField[] Fields { get; set; } = [];

    public override bool Check(ref Utf8JsonReader reader, ref Walk walk)
    {
        if (!Accepts(reader.TokenType)) return walk.Misfit(ref reader, Expected);
        if (Fields.Length > 64) return Properties(ref reader, ref walk, stackalloc ulong[(Fields.Length + 63) / 64]);

        var seen = 0UL;
        return Properties(ref reader, ref walk, new Span<ulong>(ref seen));
    }

    private bool Properties(ref Utf8JsonReader reader, ref Walk walk, scoped Span<ulong> seen)
    {
        var fits = true;
        var (next, fitting) = (0, 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (Property(ref reader, ref walk, ref next, seen))
            {
                fitting++;
                continue;
            }
            if (walk.Quiet) return false;
            fits = false;
        }

        return fitting == Fields.Length || IsComplete(ref reader, ref walk, seen) && fits;
    }

    private bool Property(ref Utf8JsonReader reader, ref Walk walk, ref int next, scoped Span<ulong> seen)
    {
        var index = Find(ref reader, next);
        if (index < 0) return walk.Refuse(ref reader, "is not in the schema");

        ref var word = ref seen[index / 64];
        var bit = 1UL << index % 64;
        if ((word & bit) != 0) return walk.Refuse(ref reader, "is given twice");

        word |= bit;
        next = index + 1;
        return reader.Read() && walk.Child(ref reader, Fields[index].Node);
    }

    /// <summary>Looks first where the field stands if the document keeps the order of the schema.</summary>
    private int Find(ref Utf8JsonReader property, int next)
    {
        for (var tried = 0; tried < Fields.Length; tried++, next++)
        {
            if (next >= Fields.Length) next = 0;
            var name = Fields[next].Utf8Name;
            if (property.ValueIsEscaped ? property.ValueTextEquals(name) : property.ValueSpan.SequenceEqual(name)) return next;
        }

        return -1;
    }

    private bool IsComplete(ref Utf8JsonReader reader, ref Walk walk, scoped ReadOnlySpan<ulong> seen)
    {
        var complete = true;
        for (var index = 0; index < Fields.Length; index++)
        {
            if ((seen[index / 64] >> index % 64 & 1) == 0 && !Fields[index].MayBeMissing)
                complete = walk.Fail(in reader, "is missing", Fields[index].Name);
        }

        return complete;
    }
}

internal sealed class RecordField(string name, Node node, bool hasDefault)
{
    public string Name { get; } = name;
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);
    public Node Node { get; } = node;
    public bool MayBeMissing { get; } = hasDefault || node.Accepts(JsonTokenType.Null);
}
