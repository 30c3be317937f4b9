using System.Diagnostics;
using CleanES.Benchmarks.Measuring;
using CleanES.Domain.Todos;

namespace CleanES.Benchmarks.Journal;

internal sealed class LoadMany : IBenchmark
{
    public const int Events = 1000;

    public string Name => "load-1000";

    public string Summary => "an aggregate of 1,000 events is loaded through IEventStore, beside the provider's reader and generated JSON code";

    public int Rounds => 101;

    public async Task<IReadOnlyList<Result>> RunAsync(int rounds)
    {
        using var place = new Workplace();
        var ids = place.Fill(20 * Events, Events);
        using var raw = new RawReading(place.JournalFile);

        var sides = await Turns.TakeAsync(
            rounds,
            () => TakeAsync(place, ids),
            () =>
            {
                var start = Stopwatch.GetTimestamp();
                foreach (var id in ids)
                {
                    if (raw.Load(id).Version != Events - 1) throw new InvalidOperationException("Not all was loaded.");
                }

                return Task.FromResult(Stopwatch.GetElapsedTime(start).TotalMicroseconds / ids.Count);
            });
        return [new Result(Name, sides[0], sides[1], "us", Goal.AtMost(0.75))];
    }

    /// <returns>How long a load takes, in microseconds.</returns>
    public static async Task<double> TakeAsync(Workplace place, IReadOnlyList<Guid> ids)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var id in ids)
        {
            if ((await place.UseAsync(store => store.LoadAsync<Todo>(id, CancellationToken.None))).Version != Events - 1)
                throw new InvalidOperationException("Not all was loaded.");
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / ids.Count;
    }
}
