namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>Where something was broken, as errors name it.</summary>
/// <param name="OrBelow">Whether it is somewhere within: of a union's branches that are objects, none need be the one that was meant.</param>
internal sealed record Spot(string Path, bool OrBelow = false)
{
    /// <summary>Whether exactly this spot is named, and nothing beside it.</summary>
    public bool IsNamedBy(IReadOnlyList<string> paths) => OrBelow ? paths.Count > 0 && paths.All(IsAtOrBelow) : paths is [var only] && only == Path;

    private bool IsAtOrBelow(string path) =>
        path == Path || path.StartsWith(Path + ".", StringComparison.Ordinal) || path.StartsWith(Path + "[", StringComparison.Ordinal);
}
