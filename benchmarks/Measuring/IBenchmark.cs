namespace CleanES.Benchmarks.Measuring;

/// <summary>Something to measure beside a raw baseline. Found by its interface.</summary>
internal interface IBenchmark
{
    /// <summary>As given on the command line.</summary>
    string Name { get; }

    /// <summary>What is measured beside what, in one line.</summary>
    string Summary { get; }

    /// <summary>How many rounds make its figures steady.</summary>
    int Rounds { get; }

    Task<IReadOnlyList<Result>> RunAsync(int rounds);
}
