namespace CleanES.Benchmarks;

/// <summary>Something to measure beside a raw baseline. Found by its interface; <c>IDisposable</c>, if it has something to put away.</summary>
internal interface IBenchmark
{
    /// <summary>As given on the command line.</summary>
    string Name { get; }

    /// <summary>What is measured beside what, in one line.</summary>
    string Summary { get; }

    /// <summary>The ratio that no arm should exceed.</summary>
    double Goal { get; }

    /// <summary>Sets up and gives the arms, all of which live until the end.</summary>
    IReadOnlyList<Arm> Arms();
}

/// <summary>One case. Both delegates do as many operations as they are told, of equal worth.</summary>
internal sealed record Arm(string Name, Action<int> Measured, Action<int> Baseline);
