using System.Text;
using System.Text.Json;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

internal sealed class RecordNode(string name) : Node($"record {name}", JsonTokenType.StartObject)
{
    /// <summary>Set after construction: a record may stand in its own fields.</summary>
    public RecordField[] Fields { get; set; } = [];

    public override bool Check(ref Walk walk)
    {
        if (!Accepts(walk.Reader.TokenType)) return walk.Misfit(Expected);

        var fits = true;
        var next = 0;
        Span<ulong> seen = stackalloc ulong[(Fields.Length + 63) / 64];
        while (walk.NextProperty())
        {
            if (Property(ref walk, ref next, seen)) continue;
            if (walk.Quiet) return false;
            fits = false;
        }

        return IsComplete(ref walk, seen) && fits;
    }

    private bool Property(ref Walk walk, ref int next, scoped Span<ulong> seen)
    {
        var index = Find(ref walk.Reader, next);
        if (index < 0) return walk.RefuseProperty("is not in the schema");

        ref var word = ref seen[index / 64];
        var bit = 1UL << index % 64;
        if ((word & bit) != 0) return walk.RefuseProperty("is given twice");

        word |= bit;
        next = index + 1;
        return walk.PropertyValue(Fields[index].Node);
    }

    /// <summary>Looks first where the field stands if the document keeps the order of the schema.</summary>
    private int Find(ref Utf8JsonReader property, int next)
    {
        for (var tried = 0; tried < Fields.Length; tried++, next++)
        {
            if (next >= Fields.Length) next = 0;
            if (property.ValueTextEquals(Fields[next].Utf8Name)) return next;
        }

        return -1;
    }

    private bool IsComplete(ref Walk walk, scoped ReadOnlySpan<ulong> seen)
    {
        var complete = true;
        for (var index = 0; index < Fields.Length; index++)
        {
            if ((seen[index / 64] >> index % 64 & 1) == 0 && !Fields[index].MayBeMissing)
                complete = walk.Fail("is missing", Fields[index].Name);
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
