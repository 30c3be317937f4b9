using System.Diagnostics;
using CleanES.Benchmarks.Measuring;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Sqlite;
using Microsoft.Data.Sqlite;

namespace CleanES.Benchmarks.Journal;

internal sealed class LoadLong : IBenchmark
{
    private const int Events = 100_000;
    private const int EventsSince = 50;
    private const int Loads = 20;

    public string Name => "load-100k";

    public string Summary => $"an aggregate of {Events:#,0} events with a snapshot, and {EventsSince} events since, is loaded, beside one of 1,000 events without";

    public int Rounds => 51;

    public async Task<IReadOnlyList<Result>> RunAsync(int rounds)
    {
        using var place = new Workplace(checksSchemas: false, typeof(Meter), typeof(Meter.Read));
        var ids = place.Fill(Loads * LoadMany.Events, LoadMany.Events);
        var meter = Guid.CreateVersion7();
        await StoreAsync(place, meter);

        var sides = await Turns.TakeAsync(rounds, () => TakeAsync(place, meter), () => LoadMany.TakeAsync(place, ids));
        return [new Result(Name, sides[0], sides[1], "us", Goal.AtMost(1))];
    }

    private static async Task StoreAsync(Workplace place, Guid id)
    {
        var meter = new Meter(id);
        meter.Run(Events);
        await place.UseAsync(store => store.SaveAsync(meter, CancellationToken.None));
        await place.UseAsync(store => store.LoadAsync<Meter>(id, CancellationToken.None));
        using var connection = SqliteFile.Open(new SqliteConnectionStringBuilder { DataSource = place.JournalFile, Pooling = false }, "FULL");
        while (SqliteFile.Scalar(connection, "SELECT aggregate_version FROM snapshot") is not Events - 1L) await Task.Delay(10);

        meter.Run(EventsSince);
        await place.UseAsync(store => store.SaveAsync(meter, CancellationToken.None));
    }

    /// <returns>How long a load takes, in microseconds.</returns>
    private static async Task<double> TakeAsync(Workplace place, Guid id)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Loads; i++)
        {
            var meter = await place.UseAsync(store => store.LoadAsync<Meter>(id, CancellationToken.None));
            if (meter.Units != Events + EventsSince) throw new InvalidOperationException("Not all was loaded.");
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / Loads;
    }

    internal sealed class Meter(Guid id) : AggregateRoot(id), ISnapshots<long>
    {
        public long Units { get; private set; }

        public void Run(int units)
        {
            for (var i = 0; i < units; i++) Raise(new Read(1));
        }

        long ISnapshots<long>.Take() => Units;

        void ISnapshots<long>.Restore(long state) => Units = state;

        public sealed record Read(int Units) : DomainEvent<Meter>
        {
            protected override void Apply(Meter meter) => meter.Units += Units;
        }
    }
}
