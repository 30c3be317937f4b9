namespace CleanES.Architecture.Tests;

internal static class Rule
{
    /// <summary>Fails with every breach; and if nothing was seen, for then the rule was not tried.</summary>
    public static void Holds<T>(IEnumerable<T> seen, Func<T, IEnumerable<string>> breaches)
    {
        var all = seen.ToList();
        Assert.NotEmpty(all);
        var found = all.SelectMany(breaches).Distinct().Order().ToList();
        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }
}
