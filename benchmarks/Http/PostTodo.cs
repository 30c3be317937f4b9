using System.Net.Http.Json;
using CleanES.Application.EventSourcing;
using CleanES.Benchmarks.Journal;
using CleanES.Benchmarks.Measuring;
using CleanES.Infrastructure.EventSourcing.Sqlite;
using Microsoft.Data.Sqlite;

namespace CleanES.Benchmarks.Http;

internal sealed class PostTodo : IBenchmark
{
    public string Name => "http";

    public string Summary => "POST /todos over 64 connections with the subscribers paused, and with them running, beside an empty endpoint; and paused beside a naive MediatR and EF endpoint";

    public int Rounds => 5;

    public async Task<IReadOnlyList<Result>> RunAsync(int rounds)
    {
        using var folder = new Folder();
        var (pausedJournal, runningJournal) = (folder.File("paused.db"), folder.File("running.db"));
        using var empty = await Service.StartEmptyAsync();
        using var paused = await Service.StartOursAsync(pausedJournal);
        using var running = await Service.StartOursAsync(runningJournal);
        using var naive = await Service.StartNaiveAsync(folder.File("naive.db"));
        await PauseSubscribersAsync(paused);

        // The runtime goes on to compile for longer than one round.
        foreach (var service in (Service[])[empty, paused, running, naive]) await Wrk.PostTodosAsync(service.Client.BaseAddress!, seconds: 10);
        await CatchUpAsync(running);

        var sides = await Turns.TakeAsync(
            rounds,
            () => LoadAsync(empty),
            () => LoadAsync(paused, pausedJournal),
            async () =>
            {
                var rate = await LoadAsync(running, runningJournal);
                await CatchUpAsync(running);
                return rate;
            },
            () => LoadAsync(naive));
        return
        [
            new Result(Name, sides[1], sides[0], "requests/s", Goal.AtLeast(0.4)),
            new Result($"{Name}/subscribers", sides[2], sides[0], "requests/s"),
            new Result($"{Name}/naive-ef", sides[1], sides[3], "requests/s", Goal.AtLeast(20)),
        ];
    }

    private static async Task<double> LoadAsync(Service service) => (await Wrk.PostTodosAsync(service.Client.BaseAddress!)).Rate;

    /// <summary>Also checks that what was acknowledged was stored.</summary>
    private static async Task<double> LoadAsync(Service service, string journal)
    {
        var before = Position(journal);
        var (answers, rate) = await Wrk.PostTodosAsync(service.Client.BaseAddress!);
        var stored = Position(journal) - before;
        return stored >= answers ? rate : throw new InvalidOperationException($"{answers} todos were acknowledged, and {stored} are stored.");
    }

    private static long Position(string journal)
    {
        using var connection = SqliteFile.Open(new SqliteConnectionStringBuilder { DataSource = journal, Pooling = false }, "FULL");
        return (long)SqliteFile.Scalar(connection, "SELECT position FROM journal_counter")!;
    }

    /// <summary>What the subscribers have still to do would slow the next side.</summary>
    private static async Task CatchUpAsync(Service service) => await SubscribersAsync(service, all => all.TrueForAll(one => one.Lag == 0));

    private static async Task PauseSubscribersAsync(Service service)
    {
        foreach (var subscriber in await SubscribersAsync(service, _ => true))
            (await service.Client.PostAsync($"/subscribers/{subscriber.Name}/pause", null)).EnsureSuccessStatusCode();
        await SubscribersAsync(service, all => all.TrueForAll(one => one.State == "paused"));
    }

    /// <summary>How they stand, as soon as they stand so.</summary>
    private static async Task<List<SubscriberStatus>> SubscribersAsync(Service service, Predicate<List<SubscriberStatus>> stand)
    {
        while (true)
        {
            var all = (await service.Client.GetFromJsonAsync<List<SubscriberStatus>>("/subscribers"))!;
            if (stand(all)) return all;
            await Task.Delay(50);
        }
    }
}
