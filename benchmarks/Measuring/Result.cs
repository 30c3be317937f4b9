namespace CleanES.Benchmarks.Measuring;

/// <summary>A figure of ours beside that of its baseline.</summary>
/// <param name="Unit">Of both. Where it is a rate, more is better.</param>
/// <param name="Goal">Null for what is only reported.</param>
internal sealed record Result(string Name, Side Ours, Side Baseline, string Unit, Goal? Goal = null)
{
    /// <summary>How many times the baseline: the median of the rounds, each of which has run both sides, one right after the other.</summary>
    public double Ratio { get; } = Side.MedianOf([.. Ours.Rounds.Zip(Baseline.Rounds, (ours, baseline) => ours / baseline)]);

    public double? Measured => Goal?.Of switch
    {
        null => null,
        Measure.Ratio => Ratio,
        Measure.Difference => Ours.Median - Baseline.Median,
        _ => Ours.Median,
    };

    public bool? IsMet => Goal is { } goal && Measured is { } measured ? goal.IsAtLeast ? measured >= goal.Value : measured <= goal.Value : null;
}

/// <summary>What one side came to in each round.</summary>
internal sealed record Side(IReadOnlyList<double> Rounds)
{
    public double Median { get; } = MedianOf(Rounds);
    public double Min { get; } = Rounds.Min();
    public double Max { get; } = Rounds.Max();

    public static double MedianOf(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <param name="Of">What of the two sides is held against the value.</param>
internal sealed record Goal(double Value, bool IsAtLeast, Measure Of)
{
    public static Goal AtMost(double value, Measure of = Measure.Ratio) => new(value, IsAtLeast: false, of);

    public static Goal AtLeast(double value, Measure of = Measure.Ratio) => new(value, IsAtLeast: true, of);
}

internal enum Measure
{
    Ratio,

    /// <summary>Ours less the baseline, in the unit of both.</summary>
    Difference,

    /// <summary>Ours alone, in its unit.</summary>
    Ours,
}
