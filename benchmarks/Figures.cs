namespace CleanES.Benchmarks;

/// <summary>What one side of an arm took in each round.</summary>
/// <param name="Nanoseconds">For each operation, in every round.</param>
/// <param name="AllocatedBytes">For each operation, in all rounds together.</param>
internal sealed record Side(IReadOnlyList<double> Nanoseconds, double AllocatedBytes)
{
    public double Median { get; } = Figures.Median(Nanoseconds);
    public double Min { get; } = Nanoseconds.Min();
    public double Max { get; } = Nanoseconds.Max();
}

/// <summary>The result of an arm.</summary>
internal sealed record Figures(string Arm, int Operations, Side Measured, Side Baseline)
{
    /// <summary>How many times the baseline: the median of the rounds, each of which has run both sides, one right after the other.</summary>
    public double Ratio { get; } = Median([.. Measured.Nanoseconds.Zip(Baseline.Nanoseconds, (measured, baseline) => measured / baseline)]);

    public static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
