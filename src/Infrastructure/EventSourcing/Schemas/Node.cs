using System.Text.Json;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>One type of a schema, ready to check a value.</summary>
/// <param name="expected">Its name in messages.</param>
/// <param name="kinds">The tokens that such a value can begin with.</param>
internal abstract class Node(string expected, params IEnumerable<JsonTokenType> kinds)
{
    private readonly int _bits = kinds.Aggregate(0, (bits, kind) => bits | 1 << (int)kind);

    public string Expected { get; } = expected;

    public IEnumerable<JsonTokenType> Kinds { get; } = kinds;

    public bool Accepts(JsonTokenType kind) => (_bits >> (int)kind & 1) != 0;

    /// <summary>
    /// Checks the value whose first token the reader is on, and leaves the reader on its last token; a quiet walk may stop at
    /// the first misfit.
    /// </summary>
    /// <returns>Whether the value fits; what does not was told to the walk.</returns>
    public abstract bool Check(ref Utf8JsonReader reader, ref Walk walk);
}

/// <summary>A value of one token, any of its kind.</summary>
internal sealed class AnyNode(string expected, params JsonTokenType[] kinds) : Node(expected, kinds)
{
    public override bool Check(ref Utf8JsonReader reader, ref Walk walk)
    {
        if (!Accepts(reader.TokenType)) return walk.Misfit(ref reader, Expected);

        // The text of half a surrogate pair throws: without such an escape there is none, as all is valid UTF-8.
        if (reader.ValueIsEscaped && reader.ValueSpan.IndexOf("\\u"u8) >= 0) new Text(in reader).Dispose();
        return true;
    }
}

/// <summary>A value of one token. The rule sees the text of a number or, without quotes and escapes, of a string.</summary>
internal sealed class ValueNode(string expected, Func<ReadOnlySpan<byte>, bool> fits, params JsonTokenType[] kinds) : Node(expected, kinds)
{
    public override bool Check(ref Utf8JsonReader reader, ref Walk walk) =>
        Accepts(reader.TokenType) && (reader.ValueIsEscaped ? FitsUnescaped(in reader) : fits(reader.ValueSpan)) || walk.Misfit(ref reader, Expected);

    private bool FitsUnescaped(ref readonly Utf8JsonReader reader)
    {
        using var text = new Text(in reader);
        return fits(text.Utf8);
    }
}

internal sealed class ArrayNode(Node items) : Node("array", JsonTokenType.StartArray)
{
    public override bool Check(ref Utf8JsonReader reader, ref Walk walk)
    {
        if (!Accepts(reader.TokenType)) return walk.Misfit(ref reader, Expected);

        var fits = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (walk.Child(ref reader, items)) continue;
            if (walk.Quiet) return false;
            fits = false;
        }

        return fits;
    }
}

internal sealed class MapNode(Node values) : Node("map", JsonTokenType.StartObject)
{
    public override bool Check(ref Utf8JsonReader reader, ref Walk walk)
    {
        if (!Accepts(reader.TokenType)) return walk.Misfit(ref reader, Expected);

        var fits = true;
        using var keys = new KeySet(walk.Json, stackalloc long[32]);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (keys.Add(in reader) ? reader.Read() && walk.Child(ref reader, values) : walk.Refuse(ref reader, "is given twice")) continue;
            if (walk.Quiet) return false;
            fits = false;
        }

        return fits;
    }
}
