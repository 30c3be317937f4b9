using CleanES.Benchmarks.Journal;
using CleanES.Benchmarks.Measuring;
using CleanES.Infrastructure.EventSourcing.Sqlite;
using Microsoft.Data.Sqlite;

namespace CleanES.Benchmarks.Http;

internal sealed class Start : IBenchmark
{
    private const int Events = 1_000_000;
    private const int EventsOfATransaction = 1000;

    public string Name => "start";

    public string Summary => "from the start of the process to the first 200 on /health/ready beside an empty minimal API; over a million events beside none; with no file yet beside an empty minimal API";

    public int Rounds => 15;

    public async Task<IReadOnlyList<Result>> RunAsync(int rounds)
    {
        using var migrated = new Workplace();
        using var full = new Workplace();
        using var folder = new Folder();
        Fill(full.JournalFile);
        BringToRest(full.JournalFile);
        BringToRest(migrated.JournalFile);

        var fresh = 0;
        var sides = await Turns.TakeAsync(
            rounds,
            () => TakeAsync(Service.StartEmptyAsync()),
            () => TakeAsync(Service.StartOursAsync(migrated.JournalFile)),
            () => TakeAsync(Service.StartOursAsync(full.JournalFile)),
            () => TakeAsync(Service.StartOursAsync(folder.File($"{fresh++}.db"))));
        return
        [
            new Result(Name, sides[1], sides[0], "ms", Goal.AtMost(2.5)),
            new Result($"{Name}/1m-events", sides[2], sides[1], "ms", Goal.AtMost(1.2)),
            new Result($"{Name}/fresh-file", sides[3], sides[0], "ms"),
        ];
    }

    private static void Fill(string journal)
    {
        using var raw = new RawJournal(journal);
        for (var i = 0; i < Events; i += EventsOfATransaction)
            raw.Append([.. Enumerable.Range(i, EventsOfATransaction).Select(number => new[] { RawRow.Of(Guid.CreateVersion7(), 0, $"Buy milk and {number,6} loaves of bread") })]);
    }

    /// <summary>Moves the log into the file, so that the start finds nothing left to be done.</summary>
    private static void BringToRest(string journal)
    {
        using var connection = SqliteFile.Open(new SqliteConnectionStringBuilder { DataSource = journal, Pooling = false }, "FULL");
        SqliteFile.Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static async Task<double> TakeAsync(Task<Service> starting)
    {
        using var service = await starting;
        return service.TimeToReady.TotalMilliseconds;
    }
}
