using System.Diagnostics;
using CleanES.Application.EventSourcing;
using CleanES.Benchmarks.Journal;
using CleanES.Benchmarks.Measuring;
using CleanES.Infrastructure.EventSourcing.Subscriptions;

namespace CleanES.Benchmarks.Subscriptions;

internal sealed class Project : IBenchmark
{
    /// <summary>Beside the one of each arm: the runtime takes that long to compile all of EF Core for speed.</summary>
    private const int WarmUps = 3;

    public string Name => "project";

    public string Summary => $"a projection that its runner takes through {TodoEvents.Count:#,0} events of todos, with tracked rows and with prepared SQL, beside raw prepared upserts of the same rows";

    public int Rounds => 11;

    public async Task<IReadOnlyList<Result>> RunAsync(int rounds)
    {
        using var place = new Workplace(typeof(PreparedTodoList), typeof(PreparedTodoListContext));
        TodoEvents.Append(place.JournalFile);
        for (var i = 0; i < WarmUps; i++) await CatchUpAsync(place, "todo-list");

        var sides = await Turns.TakeAsync(
            rounds,
            () => CatchUpAsync(place, "todo-list"),
            () => CatchUpAsync(place, "todo-list-prepared"),
            () => Task.FromResult(CatchUp(place)));
        return
        [
            new Result(Name, sides[0], sides[2], "events/s", Goal.AtLeast(0.2)),
            new Result($"{Name}/prepared-sql", sides[1], sides[2], "events/s", Goal.AtLeast(0.7)),
        ];
    }

    /// <summary>From an empty read model to the journal's head, with all that taking the projection over takes.</summary>
    private static async Task<double> CatchUpAsync(Workplace place, string name)
    {
        await place.Get<ISubscriberTools>().ResetAsync(name, position: null, CancellationToken.None);
        var projection = place.Get<SubscriberCatalogue>().Named(name);
        projection.Progress.Reset(0);

        using var stop = new CancellationTokenSource();
        var start = Stopwatch.GetTimestamp();
        var running = place.Get<SubscriberHost>().RunAsync(projection, stop.Token);
        var isThere = projection.Progress.ReachAsync(TodoEvents.Count, stop.Token);
        while (await Task.WhenAny(isThere, Task.Delay(1_000, stop.Token)) != isThere)
            if (projection.Row.Error is { } error) throw new InvalidOperationException($"{name} cannot go on: {error}");

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await stop.CancelAsync();
        await running;
        return TodoEvents.Count / seconds;
    }

    private static double CatchUp(Workplace place)
    {
        using var folder = new Folder();
        var start = Stopwatch.GetTimestamp();
        using (var list = new RawTodoList(place.JournalFile, folder.File("todos.db"))) while (list.HandleBatch()) ;
        return TodoEvents.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
