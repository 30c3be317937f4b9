using System.Diagnostics;

namespace CleanES.Benchmarks.Measuring;

/// <summary>Runs the sides of an arm one after the other, round by round, so that what else the machine does meets all of them.</summary>
internal static class Turns
{
    /// <summary>The runtime compiles hot code for speed only after a while: as many rounds as that takes go before, and do not count.</summary>
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(4);

    /// <param name="sides">Each does its work once and gives its figure.</param>
    /// <returns>For each side what it gave in each round.</returns>
    public static async Task<Side[]> TakeAsync(int rounds, params Func<Task<double>>[] sides)
    {
        var figures = await TakeAsync(rounds, [.. sides.Select(side => (Func<Task<double[]>>)(async () => [await side()]))]);
        return [.. figures.Select(side => side[0])];
    }

    /// <summary>The same where each side gives several figures.</summary>
    public static async Task<Side[][]> TakeAsync(int rounds, params Func<Task<double[]>>[] sides)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < _warmUp;)
            foreach (var side in sides) await side();

        var taken = sides.Select(_ => new List<double[]>(rounds)).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var turn = 0; turn < sides.Length; turn++)
            {
                var side = (turn + round) % sides.Length;
                taken[side].Add(await sides[side]());
            }
        }

        return [.. taken.Select(rows => Enumerable.Range(0, rows[0].Length).Select(figure => new Side([.. rows.Select(row => row[figure])])).ToArray())];
    }
}
