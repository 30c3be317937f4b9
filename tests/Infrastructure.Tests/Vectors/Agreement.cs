using System.Text.RegularExpressions;

namespace CleanES.Infrastructure.Tests.Vectors;

/// <summary>What one vector came to, in djangoevents and here.</summary>
/// <param name="Because">What our side said about it, for the message of a failure.</param>
internal sealed record Outcome(string Vector, string Theirs, string Ours, string Because = "")
{
    public bool Differs => Theirs != Ours;

    public override string ToString() => $"{Vector}: djangoevents {Theirs}, here {Ours}{(Because == "" ? "" : $" ({Because})")}";
}

/// <summary>
/// The page of the differences is the list: what is not on it must agree, and what is on it must differ just as it says there. Its tables begin
/// with the columns vectors, djangoevents, here. A cell of an outcome has one for all vectors of its row, or one for each, as code.
/// </summary>
internal static partial class Agreement
{
    private const string Page = "differences-from-djangoevents.md";

    /// <param name="heading">Of the page's section that lists these differences.</param>
    public static void Check(string heading, IReadOnlyCollection<Outcome> outcomes)
    {
        var listed = Listed(heading).ToLookup(difference => difference.Vector);
        List<string> problems = [.. listed.ExceptBy(outcomes.Select(outcome => outcome.Vector), same => same.Key).Select(same => $"{same.Key}: is no vector")];
        foreach (var outcome in outcomes)
        {
            var said = listed[outcome.Vector].ToList();
            if (said.Count > 1) problems.Add($"{outcome.Vector}: stands there twice");
            if (said.Count == 0 && outcome.Differs) problems.Add($"{outcome}: is not on the page");
            if (said.Count > 0 && !(outcome.Differs && outcome with { Because = "" } == said[0])) problems.Add($"{outcome}: on the page {said[0]}");
        }

        Assert.True(problems.Count == 0, $"docs/{Page}, \"{heading}\":\n{string.Join('\n', problems)}");
    }

    private static IEnumerable<Outcome> Listed(string heading)
    {
        var rows = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Vectors", Page))
            .SkipWhile(line => !IsHeading(line) || line.TrimStart('#', ' ') != heading).Skip(1).TakeWhile(line => !IsHeading(line))
            .Where(line => line.StartsWith('|')).Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..])
            .Where(cells => cells[0] != "vectors" && !cells[0].StartsWith('-')).ToList();
        Assert.True(rows.Count > 0, $"docs/{Page} lists nothing under \"{heading}\".");

        foreach (var cells in rows)
        {
            var vectors = cells[0].Split(',', StringSplitOptions.TrimEntries).Select(vector => vector.Trim('`')).ToList();
            var (theirs, ours) = (Spread(cells[1], vectors.Count), Spread(cells[2], vectors.Count));
            for (var i = 0; i < vectors.Count; i++) yield return new Outcome(vectors[i], theirs[i], ours[i]);
        }
    }

    private static bool IsHeading(string line) => line.StartsWith('#');

    private static List<string> Spread(string cell, int count)
    {
        var each = Code.Matches(cell).Select(match => match.Groups[1].Value).ToList();
        if (each.Count == 0) each = [cell];
        if (each.Count == 1) each = [.. Enumerable.Repeat(each[0], count)];
        return each.Count == count ? each : throw new InvalidOperationException($"docs/{Page}: \"{cell}\" has {each.Count} outcomes for {count} vectors.");
    }

    [GeneratedRegex("`([^`]*)`")]
    private static partial Regex Code { get; }
}
