using System.Diagnostics;
using CleanES.Application.EventSourcing;
using CleanES.Benchmarks.Measuring;

namespace CleanES.Benchmarks.Journal;

internal sealed class StreamAll : IBenchmark
{
    private const int Events = 300_000;

    public string Name => "stream";

    public string Summary => "the whole journal, 300,000 events, each with its envelope, through IJournal, beside the provider's reader and generated JSON code";

    public int Rounds => 7;

    public async Task<IReadOnlyList<Result>> RunAsync(int rounds)
    {
        using var place = new Workplace();
        place.Fill(Events, 10);
        using var raw = new RawReading(place.JournalFile);
        var journal = place.Get<IJournal>();

        var sides = await Turns.TakeAsync(
            rounds,
            async () =>
            {
                var start = Stopwatch.GetTimestamp();
                await foreach (var stored in journal.FollowAsync(0, CancellationToken.None))
                {
                    if (stored.Position == Events) break;
                }

                return Events / Stopwatch.GetElapsedTime(start).TotalSeconds;
            },
            () =>
            {
                var start = Stopwatch.GetTimestamp();
                if (raw.ReadAll((_, _) => { }) != Events) throw new InvalidOperationException("Not all was read.");
                return Task.FromResult(Events / Stopwatch.GetElapsedTime(start).TotalSeconds);
            });
        return [new Result(Name, sides[0], sides[1], "events/s", Goal.AtLeast(1.4))];
    }
}
