using System.Text.Json;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>
/// A value that fits one of the branches; the JSON does not say which. One branch for the kind of token is the common case.
/// Of several, objects are told apart by closer and closer looks, so that errors are those of the branch that was meant.
/// </summary>
internal sealed class UnionNode(Node[] branches)
    : Node(string.Join(" or ", branches.Select(branch => branch.Expected)), branches.SelectMany(branch => branch.Kinds))
{
    /// <summary>For each kind of token the branch that alone accepts it, null if none or several do.</summary>
    private readonly Node?[] _only = [.. Enum.GetValues<JsonTokenType>().Select(kind => branches.Where(branch => branch.Accepts(kind)).ToList() is [var only] ? only : null)];

    public override bool Check(ref Utf8JsonReader reader, ref Walk walk)
    {
        if (_only[(int)reader.TokenType] is { } only) return only.Check(ref reader, ref walk);
        return Accepts(reader.TokenType) ? Choose(ref reader, ref walk) : walk.Misfit(ref reader, Expected);
    }

    private bool Choose(ref Utf8JsonReader reader, ref Walk walk)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            if (IsDecided(in reader, ref walk, Look.Names, out var meant) || IsDecided(in reader, ref walk, Look.OwnValues, out meant))
                return meant is null ? Misfit(ref reader, ref walk) : meant.Check(ref reader, ref walk);
        }

        foreach (var branch in branches)
            if (walk.TryTake(ref reader, branch))
                return true;

        return Misfit(ref reader, ref walk);
    }

    /// <summary>Whether a look leaves at most one branch.</summary>
    private bool IsDecided(ref readonly Utf8JsonReader reader, ref Walk walk, Look look, out Node? meant)
    {
        meant = null;
        foreach (var branch in branches)
        {
            if (!walk.Fits(in reader, branch, look)) continue;
            if (meant is not null) return false;
            meant = branch;
        }

        if (walk.Budget < 0) meant = null; // not every branch was looked at
        return true;
    }

    private bool Misfit(ref Utf8JsonReader reader, ref Walk walk) =>
        walk.Misfit(ref reader, walk.Budget < 0 ? $"{Expected}, but its unions leave too many ways to try" : Expected);
}
