using System.Runtime.CompilerServices;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <inheritdoc cref="IJournalTools"/>
/// <param name="verifier">Made when it is asked for: rows can be looked at with schemas that cannot be used.</param>
internal sealed class JournalTools(
    IJournalDatabase database, IReadOnlyList<EventClass> events, EventSchemaSettings schemas, Lazy<JournalVerifier> verifier, TimeProvider clock) : IJournalTools
{
    private const int BatchSize = 256;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public string Journal => database.Name;

    public bool ChecksSchemas => schemas.Enabled;

    public Task<JournalProgress> VerifyAsync(Action<JournalProblem> found, IProgress<JournalProgress> progress, CancellationToken cancellation) =>
        verifier.Value.VerifyAsync(found, progress, cancellation);

    public async IAsyncEnumerable<JournalRow> HistoryAsync(string aggregate, Guid id, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var type = events.FirstOrDefault(one => aggregate == one.AggregateName || aggregate == one.Aggregate.Name)?.AggregateName ?? throw new StartupException(
            $"There is no aggregate {aggregate}. Those that there are: {string.Join(", ", events.Select(one => one.AggregateName).Distinct().Order())}.");
        await using var journal = new RawJournal(database, atOneMoment: true);
        await foreach (var row in journal.RowsAsync(
            RawJournal.OfAggregate, failure => throw failure, cancellation, type, id.ToString("D")))
            yield return row;
    }

    public async IAsyncEnumerable<JournalRow> TailAsync(int count, bool follow, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var journal = new RawJournal(database, atOneMoment: !follow);
        const string newestBut = "SELECT position FROM event_journal ORDER BY position DESC LIMIT 1 OFFSET @0";
        var before = await journal.QueryAsync(newestBut, failure => throw failure, cancellation, count).FirstOrDefaultAsync(cancellation);
        var after = (long?)before?[0] ?? 0;
        while (true)
        {
            // To the end of the batch at once: who follows slowly is not to hold the journal open.
            var batch = await journal.RowsAsync(
                "WHERE position > @0 ORDER BY position LIMIT @1", failure => throw failure, cancellation, after, BatchSize).ToListAsync(cancellation);
            foreach (var row in batch)
            {
                yield return row;
                after = row.Position;
            }

            if (batch.Count > 0) continue;
            if (!follow) yield break;
            await Task.Delay(Pause, clock, cancellation);
        }
    }
}
