using System.Diagnostics;
using System.Runtime.CompilerServices;
using CleanES.Application.EventSourcing;
using CleanES.Benchmarks.Measuring;
using CleanES.Domain.Todos;
using CleanES.Naive;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Benchmarks.Journal;

internal sealed class AppendMany : IBenchmark
{
    private const int Callers = 64;
    private const int AppendsOfACaller = 200;
    private const int NaiveAppendsOfACaller = 10;

    public string Name => "append-64";

    public string Summary => "64 callers, each saves its aggregate with 1 to 3 events at the version expected, beside one raw thread that commits 64 such appends a transaction, and beside naive EF behind a semaphore";

    public int Rounds => 11;

    public async Task<IReadOnlyList<Result>> RunAsync(int rounds)
    {
        using var ours = new Workplace();
        using var rawPlace = new Workplace();
        using var raw = new RawJournal(rawPlace.JournalFile);
        using var folder = new Folder();
        using var naive = new NaiveStore(folder.File("naive.db"));
        using var one = new SemaphoreSlim(1);

        var sides = await Turns.TakeAsync(
            rounds,
            () => TakeAsync(ours),
            () => Task.FromResult(Take(raw)),
            () => TakeAsync(NaiveAppendsOfACaller, _ => AppendAsync(naive, one)));
        return
        [
            new Result(Name, sides[0][0], sides[1][0], "events/s", Goal.AtLeast(0.7)),
            new Result($"{Name}/p99", sides[0][1], sides[1][1], "ms", Goal.AtMost(10, Measure.Difference)),
            new Result($"{Name}/naive-ef", sides[0][0], sides[2][0], "events/s", Goal.AtLeast(15)),
        ];
    }

    public static Task<double[]> TakeAsync(Workplace place) => TakeAsync(AppendsOfACaller, _ => SaveAsync(place));

    private static Func<int, Task> SaveAsync(Workplace place)
    {
        var scope = place.Services.CreateScope().ServiceProvider;
        var (store, todo) = (scope.GetRequiredService<IEventStore>(), Todo.Create(Guid.CreateVersion7(), Label(0)));
        return events =>
        {
            // The first one creates it.
            for (var i = todo.Pending.Count; i < events; i++) todo.ChangeLabel(Label(todo.Version + 1));
            return store.SaveAsync(todo, CancellationToken.None);
        };
    }

    private static Func<int, Task> AppendAsync(NaiveStore naive, SemaphoreSlim one)
    {
        var aggregate = Guid.CreateVersion7();
        return async events =>
        {
            await one.WaitAsync();
            try
            {
                await naive.AppendAsync(aggregate, "todo_label_changed", [.. Enumerable.Range(0, events).Select(i => $$"""{"label":"{{Label(i)}}"}""")]);
            }
            finally
            {
                one.Release();
            }
        };
    }

    /// <returns>Events a second; the time within which 99 of 100 appends ended, and that of the slowest, in milliseconds.</returns>
    private static async Task<double[]> TakeAsync(int appends, Func<int, Func<int, Task>> caller)
    {
        var times = new double[Callers * appends];
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(one => Task.Run(async () =>
        {
            var append = caller(one);
            for (var i = 0; i < appends; i++)
            {
                var begun = Stopwatch.GetTimestamp();
                await append(EventsIn(i));
                times[one * appends + i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            }
        })));
        return [Callers * Enumerable.Range(0, appends).Sum(EventsIn) / Stopwatch.GetElapsedTime(start).TotalSeconds, Percentile99(times), times.Max()];
    }

    public static double[] Take(RawJournal raw)
    {
        // In the order in which they are appended, so that the event ids rise as they do with the time.
        var callers = Enumerable.Range(0, Callers).Select(_ => (Id: Guid.CreateVersion7(), Version: new StrongBox<long>())).ToList();
        var appends = Enumerable.Range(0, AppendsOfACaller).Select(i => callers.Select(caller => (IReadOnlyList<RawRow>)[.. Enumerable.Range(0, EventsIn(i))
            .Select(_ => RawRow.Of(caller.Id, caller.Version.Value, Label(caller.Version.Value++)))]).ToArray()).ToArray();

        var times = new double[AppendsOfACaller];
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < AppendsOfACaller; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            raw.Append(appends[i]);
            times[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }

        return [Callers * Enumerable.Range(0, AppendsOfACaller).Sum(EventsIn) / Stopwatch.GetElapsedTime(start).TotalSeconds, Percentile99(times), times.Max()];
    }

    private static int EventsIn(int append) => append % 3 + 1;

    private static string Label(long version) => $"Buy milk and {version + 1,6} loaves of bread";

    private static double Percentile99(double[] times) => times.Order().ElementAt(times.Length * 99 / 100);
}
