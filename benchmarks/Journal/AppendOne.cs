using System.Diagnostics;
using CleanES.Benchmarks.Measuring;
using CleanES.Domain.Todos;
using CleanES.Naive;

namespace CleanES.Benchmarks.Journal;

internal sealed class AppendOne : IBenchmark
{
    private const int Appends = 100;
    private const string Label = "Buy milk and a loaf of bread";

    public string Name => "append-one";

    public string Summary => "one caller saves a new aggregate with one event through IEventStore, beside a raw prepared append and beside naive EF";

    public int Rounds => 51;

    public async Task<IReadOnlyList<Result>> RunAsync(int rounds)
    {
        using var ours = new Workplace();
        using var rawPlace = new Workplace();
        using var raw = new RawJournal(rawPlace.JournalFile);
        using var folder = new Folder();
        using var naive = new NaiveStore(folder.File("naive.db"));

        var sides = await Turns.TakeAsync(
            rounds,
            () => TakeAsync(ours),
            () => TakeAsync(AppendTo(raw)),
            () => TakeAsync(() => naive.AppendAsync(Guid.CreateVersion7(), "todo_created", $$"""{"label":"{{Label}}"}""")));
        return
        [
            new Result(Name, sides[0], sides[1], "us", Goal.AtMost(1.25)),
            new Result($"{Name}/naive-ef", Rate(sides[0]), Rate(sides[2]), "events/s", Goal.AtLeast(2)),
        ];

        static Side Rate(Side times) => new([.. times.Rounds.Select(time => 1e6 / time)]);
    }

    public static Task<double> TakeAsync(Workplace place) => TakeAsync(() => place.UseAsync(store => store.SaveAsync(Todo.Create(Guid.CreateVersion7(), Label), CancellationToken.None)));

    private static Func<Task> AppendTo(RawJournal raw)
    {
        var rows = new Queue<RawRow>(Enumerable.Range(0, Appends).Select(_ => RawRow.Of(Guid.CreateVersion7(), 0, Label)));
        return () =>
        {
            raw.Append([[rows.Dequeue()]]);
            return Task.CompletedTask;
        };
    }

    /// <returns>The median of the times of some appends, in microseconds.</returns>
    private static async Task<double> TakeAsync(Func<Task> append)
    {
        var times = new double[Appends];
        for (var i = 0; i < Appends; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await append();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return Side.MedianOf(times);
    }
}
