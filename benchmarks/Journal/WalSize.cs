using CleanES.Application.EventSourcing;
using CleanES.Benchmarks.Measuring;
using CleanES.Domain.Todos;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Benchmarks.Journal;

internal sealed class WalSize : IBenchmark
{
    private const int Readers = 4;

    public string Name => "wal";

    public string Summary => "append-64 while others read without a pause, beside the raw thread: the slowest append, and how large the write-ahead log becomes";

    public int Rounds => 5;

    public async Task<IReadOnlyList<Result>> RunAsync(int rounds)
    {
        using var ours = new Workplace();
        using var rawPlace = new Workplace();
        using var raw = new RawJournal(rawPlace.JournalFile);
        ours.Fill(20_000, 1000);
        rawPlace.Fill(20_000, 1000);

        var sides = await Turns.TakeAsync(
            rounds,
            () => WhileReadingAsync(ours, () => AppendMany.TakeAsync(ours)),
            () => WhileReadingAsync(rawPlace, () => Task.Run(() => AppendMany.Take(raw))));
        return
        [
            new Result($"{Name}/rate", sides[0][0], sides[1][0], "events/s"),
            new Result($"{Name}/slowest", sides[0][1], sides[1][1], "ms", Goal.AtMost(100, Measure.Ours)),
            new Result($"{Name}/size", sides[0][2], sides[1][2], "MB", Goal.AtMost(64, Measure.Ours)),
        ];
    }

    /// <returns>Events a second, the slowest append in milliseconds, and the size of the log in megabytes.</returns>
    private static async Task<double[]> WhileReadingAsync(Workplace place, Func<Task<double[]>> append)
    {
        using var enough = new CancellationTokenSource();
        var reading = Enumerable.Range(0, Readers).Select(_ => Task.Run(() => ReadAsync(place, enough.Token))).ToList();
        var (rate, slowest) = await append() is [var r, _, var s] ? (r, s) : default;
        var size = new FileInfo(place.JournalFile + "-wal").Length / 1e6;
        await enough.CancelAsync();
        await Task.WhenAll(reading);
        return [rate, slowest, size];
    }

    private static async Task ReadAsync(Workplace place, CancellationToken enough)
    {
        var ids = new List<Guid>();
        await foreach (var stored in place.Get<IJournal>().FollowAsync(0, CancellationToken.None))
        {
            if (stored.AggregateVersion == 999) ids.Add(stored.AggregateId);
            if (ids.Count == 20) break;
        }

        while (!enough.IsCancellationRequested)
        {
            foreach (var id in ids)
            {
                await using var scope = place.Services.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<IEventStore>().LoadAsync<Todo>(id, CancellationToken.None);
            }
        }
    }
}
