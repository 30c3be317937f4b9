using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CleanES.Benchmarks.Measuring;

/// <summary>The figures of a run, for the eye and for programs.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static string MachineLine() =>
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}";

    public static string Table(IEnumerable<Result> results)
    {
        List<string[]> rows = [["", "ours", "(min to max)", "baseline", "(min to max)", "unit", "ratio", "goal", ""]];
        rows.AddRange(results.Select(one => new[]
        {
            one.Name, Text(one.Ours.Median), Range(one.Ours), Text(one.Baseline.Median), Range(one.Baseline), one.Unit, Text(one.Ratio, "0.###"), Told(one), one.IsMet switch { null => "", true => "met", false => "MISSED" },
        }));

        var widths = rows[0].Select((_, column) => rows.Max(row => row[column].Length)).ToList();
        return string.Join('\n', rows.Select(row => string.Join("  ", row.Select((cell, column) => column is 0 or 5 or 7 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd()));
    }

    /// <summary><c>goal</c> is held against the ratio, unless <c>goal_of</c> says otherwise; <c>met</c> is null where there is none.</summary>
    public static string Json(IEnumerable<Result> results) => JsonSerializer.Serialize(
        results.Select(one => new
        {
            one.Name,
            Ours = one.Ours.Median,
            Baseline = one.Baseline.Median,
            one.Unit,
            Ratio = double.IsFinite(one.Ratio) ? one.Ratio : (double?)null,
            Goal = one.Goal?.Value,
            Met = one.IsMet,
            GoalIs = one.Goal is { } goal ? goal.IsAtLeast ? "at least" : "at most" : null,
            GoalOf = one.Goal?.Of.ToString().ToLowerInvariant(),
            OursMin = one.Ours.Min,
            OursMax = one.Ours.Max,
            BaselineMin = one.Baseline.Min,
            BaselineMax = one.Baseline.Max,
            Rounds = one.Ours.Rounds.Count,
        }),
        _json);

    private static string Told(Result one) => one.Goal switch
    {
        null => "",
        var goal => (goal.IsAtLeast ? "at least " : "at most ") + Text(goal.Value) + goal.Of switch
        {
            Measure.Ratio => "",
            Measure.Difference => $" {one.Unit} more",
            _ => $" {one.Unit}",
        },
    };

    private static string Range(Side side) => $"({Text(side.Min)} to {Text(side.Max)})";

    /// <summary>A ratio to nothing is none.</summary>
    private static string Text(double number, string small = "0.##") => !double.IsFinite(number) ? "" : number.ToString(Math.Abs(number) < 100 ? small : "#,0", CultureInfo.InvariantCulture);
}
