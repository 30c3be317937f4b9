using CleanES.Application.EventSourcing;
using CleanES.Benchmarks.Measuring;
using CleanES.Domain.Todos;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Benchmarks.Journal;

internal sealed class WalSize : IBenchmark
{
    private const int Readers = 2;

    public string Name => "wal";

    public string Summary => "append-64 while others read without a pause, beside the raw thread: the slowest append, and how large the write-ahead log becomes";

    public int Rounds => 5;

    public async Task<IReadOnlyList<Result>> RunAsync(int rounds)
    {
        using var ours = new Workplace();
        using var rawPlace = new Workplace();
        using var raw = new RawJournal(rawPlace.JournalFile);
        var (oursRead, rawRead) = (ours.Fill(LoadMany.Events, LoadMany.Events)[0], rawPlace.Fill(LoadMany.Events, LoadMany.Events)[0]);

        var sides = await Turns.TakeAsync(
            rounds,
            () => WhileReadingAsync(ours, oursRead, () => AppendMany.TakeAsync(ours)),
            () => WhileReadingAsync(rawPlace, rawRead, () => Task.Run(() => AppendMany.Take(raw))));
        return
        [
            new Result($"{Name}/rate", sides[0][0], sides[1][0], "events/s"),
            new Result($"{Name}/slowest", sides[0][1], sides[1][1], "ms", Goal.AtMost(200, Measure.Ours)),
            new Result($"{Name}/size", sides[0][2], sides[1][2], "MB", Goal.AtMost(64, Measure.Ours)),
        ];
    }

    /// <returns>Events a second, the slowest append in milliseconds, and the size of the log in megabytes.</returns>
    private static async Task<double[]> WhileReadingAsync(Workplace place, Guid todo, Func<Task<double[]>> append)
    {
        using var enough = new CancellationTokenSource();
        var reading = Enumerable.Range(0, Readers).Select(_ => Task.Factory.StartNew(
            () => Read(place, todo, enough.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        var (rate, slowest) = await append() is [var r, _, var s] ? (r, s) : default;
        var size = new FileInfo(place.JournalFile + "-wal").Length / 1e6;
        await enough.CancelAsync();
        await Task.WhenAll(reading);
        return [rate, slowest, size];
    }

    /// <summary>On a thread of its own: it never waits, and would keep others of the pool away.</summary>
    private static void Read(Workplace place, Guid todo, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            using var scope = place.Services.CreateScope();
            scope.ServiceProvider.GetRequiredService<IEventStore>().LoadAsync<Todo>(todo, CancellationToken.None).GetAwaiter().GetResult();
        }
    }
}
