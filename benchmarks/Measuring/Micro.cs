using System.Collections.Immutable;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace CleanES.Benchmarks.Measuring;

/// <summary>Measures what takes nanoseconds, by BenchmarkDotNet in this process: its report is ours, and it leaves no files.</summary>
internal static class Micro
{
    private const int WarmUps = 4;

    /// <summary>The runtime compiles hot code for speed in stages, and only after a while in which it meets no new code: each run brings some.</summary>
    private static readonly TimeSpan TieringDelay = TimeSpan.FromMilliseconds(250);

    private static readonly IConfig _quiet = ManualConfig.CreateEmpty()
        .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.DontLogOutput)
            .WithWarmupCount(1).WithIterationCount(8).WithIterationTime(TimeInterval.FromMilliseconds(6)).WithEvaluateOverhead(false))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Params)
        .AddLogger(NullLogger.Instance)
        .WithOptions(ConfigOptions.DisableLogFile)
        .WithArtifactsPath(Path.GetTempPath());

    /// <summary>Runs all methods of a class once in each round, after some that warm up.</summary>
    /// <typeparam name="TMethods">One method is ours, the other the baseline.</typeparam>
    /// <typeparam name="TCase">Of the one parameter of the class.</typeparam>
    /// <returns>By the parameter's values.</returns>
    public static IReadOnlyDictionary<TCase, MicroFigures> Run<TMethods, TCase>(int rounds) where TMethods : class where TCase : notnull
    {
        for (var i = 0; i < WarmUps; i++)
        {
            Run<TMethods>();
            Thread.Sleep(TieringDelay);
        }

        var taken = Enumerable.Range(0, rounds).SelectMany(_ => Run<TMethods>());
        return taken.GroupBy(report => (TCase)report.BenchmarkCase.Parameters.Items[0].Value).ToDictionary(
            one => one.Key,
            one =>
            {
                var (ours, baseline) = (one.Where(report => !report.BenchmarkCase.Descriptor.Baseline).ToList(), one.Where(report => report.BenchmarkCase.Descriptor.Baseline).ToList());
                return new MicroFigures(Times(ours), Times(baseline), Allocated(ours), Allocated(baseline));
            });
    }

    private static ImmutableArray<BenchmarkReport> Run<TMethods>()
    {
        var summary = BenchmarkRunner.Run<TMethods>(_quiet);
        return summary is { HasCriticalValidationErrors: false } && summary.Reports.All(report => report.Success)
            ? summary.Reports
            : throw new InvalidOperationException(
                $"{typeof(TMethods)} cannot be run: {string.Join(' ', summary.ValidationErrors.Select(error => error.Message))}");
    }

    /// <summary>The fastest of the few milliseconds long pieces of a round: what else the machine does only adds to the others.</summary>
    private static Side Times(List<BenchmarkReport> reports) => new([.. reports.Select(report => report.ResultStatistics!.Min)]);

    private static Side Allocated(List<BenchmarkReport> reports) =>
        new([.. reports.Select(report => (double)report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase)!.Value)]);
}

/// <summary>Nanoseconds and bytes of one operation.</summary>
internal sealed record MicroFigures(Side Ours, Side Baseline, Side OursAllocated, Side BaselineAllocated);
