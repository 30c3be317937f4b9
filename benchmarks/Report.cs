using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CleanES.Benchmarks;

/// <summary>The figures of a run, for the eye and for programs.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    private static object Machine => new
    {
        Cores = Environment.ProcessorCount,
        Os = RuntimeInformation.OSDescription,
        Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
        Runtime = RuntimeInformation.FrameworkDescription,
    };

    public static string MachineLine() =>
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}";

    public static string Table(IBenchmark benchmark, IReadOnlyList<Figures> figures)
    {
        List<string[]> rows = [["", "ns: median", "min", "max", "bytes allocated", "ratio"]];
        foreach (var arm in figures)
        {
            rows.Add([arm.Arm, .. Cells(arm.Measured), Text(arm.Ratio, "0.00")]);
            rows.Add(["  baseline", .. Cells(arm.Baseline), ""]);
        }

        var widths = rows[0].Select((_, column) => rows.Max(row => row[column].Length)).ToList();
        var lines = rows.Select(row => string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
        return $"{benchmark.Name}: {benchmark.Summary} (goal: at most {Text(benchmark.Goal, "0.0#")})\n\n{string.Join('\n', lines)}\n";
    }

    public static string Json(int rounds, IEnumerable<(IBenchmark Benchmark, IReadOnlyList<Figures> Figures)> results) => JsonSerializer.Serialize(
        new
        {
            Machine,
            Rounds = rounds,
            Benchmarks = results.Select(result => new
            {
                result.Benchmark.Name,
                result.Benchmark.Summary,
                result.Benchmark.Goal,
                Arms = result.Figures.Select(arm => new { Name = arm.Arm, arm.Ratio, Measured = Values(arm.Measured, arm), Baseline = Values(arm.Baseline, arm) }),
            }),
        },
        _json);

    private static object Values(Side side, Figures arm) => new
    {
        OperationsInARound = arm.Operations,
        Nanoseconds = new { side.Median, side.Min, side.Max },
        side.AllocatedBytes,
    };

    private static string[] Cells(Side side) => [Text(side.Median), Text(side.Min), Text(side.Max), Text(side.AllocatedBytes)];

    private static string Text(double number, string format = "0.#") => number.ToString(format, CultureInfo.InvariantCulture);
}
