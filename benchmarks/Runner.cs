using System.Diagnostics;

namespace CleanES.Benchmarks;

/// <summary>
/// Runs each arm beside its baseline, in turns, so that what else the machine does meets both. A turn is short: most are not
/// interrupted, and a median does not see those that are.
/// </summary>
internal static class Runner
{
    private static readonly TimeSpan _turn = TimeSpan.FromMicroseconds(500);
    private static readonly TimeSpan _warmUp = TimeSpan.FromMilliseconds(250);

    public static IReadOnlyList<Figures> Run(IBenchmark benchmark, int rounds)
    {
        using var resources = benchmark as IDisposable;
        var arms = benchmark.Arms();

        // All before any is measured: the compiler takes into account what it has seen so far.
        for (var pass = 0; pass < 2; pass++)
        {
            foreach (var arm in arms)
            {
                WarmUp(arm.Baseline);
                WarmUp(arm.Measured);
            }
        }

        return [.. arms.Select(arm => Run(arm, rounds))];
    }

    private static Figures Run(Arm arm, int rounds)
    {
        var operations = OperationsInATurn(arm.Measured);
        var (measured, baseline) = (new Turns(arm.Measured, operations, rounds), new Turns(arm.Baseline, operations, rounds));
        for (var round = 0; round < rounds; round++)
        {
            var (first, second) = round % 2 == 0 ? (baseline, measured) : (measured, baseline);
            first.Take();
            second.Take();
        }

        return new Figures(arm.Name, operations, measured.Result(), baseline.Result());
    }

    private static void WarmUp(Action<int> side)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < _warmUp;) side(1);
    }

    private static int OperationsInATurn(Action<int> side)
    {
        for (var operations = 1; ; operations *= 2)
        {
            var watch = Stopwatch.StartNew();
            side(operations);
            if (watch.Elapsed * 2 > _turn) return operations;
        }
    }

    private sealed class Turns(Action<int> side, int operations, int rounds)
    {
        private readonly List<double> _nanoseconds = new(rounds);
        private long _bytes;

        public void Take()
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var start = Stopwatch.GetTimestamp();
            side(operations);
            _nanoseconds.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / operations);
            _bytes += GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        public Side Result() => new(_nanoseconds, (double)_bytes / operations / rounds);
    }
}
