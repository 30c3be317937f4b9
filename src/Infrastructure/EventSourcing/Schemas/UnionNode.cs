using System.Text.Json;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>
/// A value that fits one of the branches; the JSON does not say which. One branch for the kind of token is the common case.
/// Of several, objects are told apart by closer and closer looks, so that errors are those of the branch that was meant.
/// </summary>
internal sealed class UnionNode(Node[] branches)
    : Node(string.Join(" or ", branches.Select(branch => branch.Expected)), branches.SelectMany(branch => branch.Kinds))
{
    public override bool Check(ref Walk walk)
    {
        Node? first = null;
        foreach (var branch in branches)
        {
            if (!branch.Accepts(walk.Reader.TokenType)) continue;
            if (first is not null) return Choose(ref walk);
            first = branch;
        }

        return first is null ? walk.Misfit(Expected) : first.Check(ref walk);
    }

    private bool Choose(ref Walk walk)
    {
        if (walk.Reader.TokenType == JsonTokenType.StartObject)
        {
            if (IsDecided(ref walk, Look.Names, out var meant) || IsDecided(ref walk, Look.OwnValues, out meant))
                return meant is null ? Misfit(ref walk) : meant.Check(ref walk);
        }

        foreach (var branch in branches)
            if (walk.TryTake(branch))
                return true;

        return Misfit(ref walk);
    }

    /// <summary>Whether a look leaves at most one branch.</summary>
    private bool IsDecided(ref Walk walk, Look look, out Node? meant)
    {
        meant = null;
        foreach (var branch in branches)
        {
            if (!walk.Fits(branch, look)) continue;
            if (meant is not null) return false;
            meant = branch;
        }

        if (walk.Budget < 0) meant = null; // not every branch was looked at
        return true;
    }

    private bool Misfit(ref Walk walk) =>
        walk.Misfit(walk.Budget < 0 ? $"{Expected}, but its unions leave too many ways to try" : Expected);
}
