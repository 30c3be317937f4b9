using CleanES.Benchmarks.Measuring;

namespace CleanES.Benchmarks.Journal;

internal sealed class Growth : IBenchmark
{
    private const int Few = 10_000;
    private static readonly string[] _arms = ["load-1000", "append-one"];
    private static readonly (int Events, string Name, Goal? Goal)[] _sizes = [(100_000, "100k", null), (1_000_000, "1m", Goal.AtMost(1.25))];

    public string Name => "growth";

    public string Summary => "append-one and load-1000 in a journal of 100,000 and of 1 million events, beside one of 10,000";

    public int Rounds => 21;

    public async Task<IReadOnlyList<Result>> RunAsync(int rounds)
    {
        using var few = new Workplace();
        var fewIds = Fill(few, Few);
        List<Result> results = [];
        foreach (var (events, name, goal) in _sizes)
        {
            using var many = new Workplace();
            var manyIds = Fill(many, events);

            var sides = await Turns.TakeAsync(rounds, () => AppendOne.TakeAsync(many), () => AppendOne.TakeAsync(few));
            results.Add(new Result($"{Name}/append-one/{name}", sides[0], sides[1], "us", goal));
            sides = await Turns.TakeAsync(rounds, () => LoadMany.TakeAsync(many, manyIds), () => LoadMany.TakeAsync(few, fewIds));
            results.Add(new Result($"{Name}/load-1000/{name}", sides[0], sides[1], "us", goal));
        }

        return results;
    }

    /// <param name="results">Of a run that this was part of.</param>
    public static string Picture(IReadOnlyList<Result> results) => Plot.Svg(
        "Medians in a journal that grows", "events in the journal", "microseconds",
        [.. from arm in _arms
            let own = _sizes.Select(size => results.Single(result => result.Name == $"growth/{arm}/{size.Name}")).ToList()
            select (arm, (IReadOnlyList<(double, Side)>)[(Few, own[^1].Baseline), .. _sizes.Zip(own, (size, result) => ((double)size.Events, result.Ours))])]);

    /// <returns>The aggregates to load, which lie among the others.</returns>
    private static IReadOnlyList<Guid> Fill(Workplace place, int events)
    {
        place.Fill((events - Few) / 2, 10);
        var ids = place.Fill(5 * LoadMany.Events, LoadMany.Events);
        place.Fill((events + Few) / 2 - 5 * LoadMany.Events, 10);
        return ids;
    }
}
