using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>
/// Checks a whole journal: what its tables say of each other by queries; then one aggregate after the other, as an index has them, each row read by
/// itself, so that one that cannot be read is known by its position and hides no other.
/// </summary>
internal sealed class JournalVerifier(IJournalDatabase database, EventCatalogue catalogue, EventSerializer serializer, AggregateFactory factory)
{
    private const int Interval = 1000;

    private readonly Dictionary<string, Type> _aggregates =
        catalogue.All.DistinctBy(one => one.AggregateName).ToDictionary(one => one.AggregateName, one => one.Aggregate);

    public async Task<JournalProgress> VerifyAsync(Action<JournalProblem> found, IProgress<JournalProgress> progress, CancellationToken cancellation)
    {
        await using var journal = new RawJournal(database, atOneMoment: true);
        var all = new JournalProgress(0, 0, 0);
        await foreach (var row in journal.QueryAsync(JournalQueries.Newest, failure => Unchecked("the newest position", failure), cancellation))
            all = all with { Newest = (long)row[0]! };
        progress.Report(all);

        foreach (var (what, sql) in JournalQueries.All.Prepend(("the file", database.SelfCheck)))
        {
            await foreach (var row in journal.QueryAsync(sql, failure => Unchecked(what, failure), cancellation)) Found((long?)row[0], $"{row[1]}");
        }

        HistoryCheck? history = null;
        await foreach (var key in journal.QueryAsync(JournalQueries.Keys, Broken, cancellation))
        {
            var position = (long)key[0]!;
            if (history?.IsOf(key[1], key[2]) != true)
            {
                if (history is not null) await CheckClaimsAsync(history);
                history = await BeginAsync(journal, key[1], key[2], cancellation);
                all = all with { Aggregates = all.Aggregates + 1 };
            }

            var row = await journal.RowsAsync("WHERE position = @0", failure => Found(position, failure.Message), cancellation, position)
                .FirstOrDefaultAsync(cancellation);
            history.Add(position, key[3], row, problem => Found(position, problem));
            all = all with { Events = all.Events + 1 };
            if (all.Events % Interval == 0) progress.Report(all);
        }

        if (history is not null) await CheckClaimsAsync(history);
        progress.Report(all);
        return all;

        void Found(long? position, string problem) => found(new JournalProblem(position, problem));

        void Unchecked(string what, Exception failure) => Found(null, $"{what} cannot be checked: {failure.Message}");

        void Broken(Exception failure)
        {
            Unchecked($"what comes after {history?.ToString() ?? "the beginning"}", failure);
            history = null;
        }

        async Task CheckClaimsAsync(HistoryCheck history)
        {
            // Where an aggregate was split, claims stay with whoever held them.
            if (history.Aggregate is not { } aggregate || catalogue.IsSplit(aggregate.GetType())) return;

            List<KeyValuePair<string, string>>? held = [];
            await foreach (var row in journal.QueryAsync(JournalQueries.ClaimsOf, NotRead, cancellation, EventNames.Of(aggregate.GetType()), $"{aggregate.Id}"))
                held.Add(new($"{row[0]}", $"{row[1]}"));
            if (held is null) return;

            foreach (var (name, value) in held.Except(aggregate.Claims)) Found(null, $"claim {name} \"{value}\" is held by {history}, whose events do not claim it");
            foreach (var (name, value) in aggregate.Claims.Except(held))
            {
                var holder = await journal.QueryAsync(JournalQueries.HolderOf, NotRead, cancellation, name, value).FirstOrDefaultAsync(cancellation);
                Found(null, $"claim {name} \"{value}\" is to be held by {history}, as its events say, and is held by {holder?[0] ?? "nobody"}");
            }

            void NotRead(Exception failure)
            {
                Unchecked($"what {history} claims", failure);
                held = null;
            }
        }
    }

    private async Task<HistoryCheck> BeginAsync(RawJournal journal, object? type, object? id, CancellationToken cancellation)
    {
        if (!RowForm.IsId(id, out var known) || !_aggregates.TryGetValue($"{type}", out var aggregate)) return new HistoryCheck(type, id, null, catalogue, serializer);

        var history = new HistoryCheck(type, id, factory.Create(aggregate, known), catalogue, serializer);
        var past = new List<JournalRow>();
        foreach (var source in catalogue.SourcesOf(aggregate))
            await foreach (var row in journal.RowsAsync(RawJournal.OfAggregate, _ => history.FailPast(), cancellation, source, $"{known}")) past.Add(row);
        foreach (var row in past.OrderBy(row => row.Position)) history.AddPast(row);
        return history;
    }
}
