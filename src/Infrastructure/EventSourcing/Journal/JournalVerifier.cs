using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>
/// Checks a whole journal: what its tables say of each other by queries; then one aggregate after the other, as an index has them, each row read by
/// itself, so that one that cannot be read is known by its position and hides no other.
/// </summary>
internal sealed class JournalVerifier(IJournalDatabase database, EventCatalogue catalogue, StoredEvents serializer, AggregateFactory factory)
{
    private const int Interval = 1000;

    private readonly Dictionary<string, Type> _aggregates = catalogue.All.DistinctBy(one => one.AggregateName).ToDictionary(one => one.AggregateName, one => one.Aggregate);

    public async Task<JournalProgress> VerifyAsync(Action<JournalProblem> found, IProgress<JournalProgress> progress, CancellationToken cancellation)
    {
        await using var journal = new RawJournal(database, atOneMoment: true);
        var newest = await journal.QueryAsync("SELECT max(position) FROM event_journal", _ => { }, cancellation).FirstOrDefaultAsync(cancellation) is [long last] ? last : 0;
        progress.Report(new JournalProgress(0, 0, newest));
        foreach (var (what, sql) in JournalQueries.All.Prepend(("the file", database.SelfCheck)))
        {
            await foreach (var row in journal.QueryAsync(sql, failure => found(Unchecked(what, failure)), cancellation))
                found(new JournalProblem((long?)row[0], $"{row[1]}"));
        }

        var (events, aggregates, isWhole) = (0L, 0L, true);
        HistoryCheck? history = null;
        await foreach (var key in journal.QueryAsync(JournalQueries.Keys, Broken, cancellation))
        {
            if (history?.IsOf(key[1], key[2]) != true)
            {
                if (history is not null) await CheckClaimsAsync(history, journal, found, cancellation);
                history = Begin(key[1], key[2]);
                aggregates++;
            }

            var position = (long)key[0]!;
            var row = await journal.RowsAsync("WHERE position = @0", failure => found(new JournalProblem(position, failure.Message)), cancellation, position).FirstOrDefaultAsync(cancellation);
            history.Add(position, key[3], row, problem => found(new JournalProblem(position, problem)));
            if (++events % Interval == 0) progress.Report(new JournalProgress(events, aggregates, newest));
        }

        if (history is not null && isWhole) await CheckClaimsAsync(history, journal, found, cancellation);
        var all = new JournalProgress(events, aggregates, newest);
        progress.Report(all);
        return all;

        void Broken(JournalUnavailableException failure)
        {
            isWhole = false;
            found(Unchecked("what follows", failure));
        }
    }

    private HistoryCheck Begin(object? type, object? id) => new(
        type, id, RowForm.IsId(id, out var known) && type is string name && _aggregates.TryGetValue(name, out var aggregate) ? factory.Create(aggregate, known) : null,
        catalogue, serializer);

    private static async Task CheckClaimsAsync(HistoryCheck history, RawJournal journal, Action<JournalProblem> found, CancellationToken cancellation)
    {
        if (history.Aggregate is not { } aggregate) return;

        var isWhole = true;
        var held = await journal.QueryAsync(JournalQueries.ClaimsOf, Broken, cancellation, EventNames.Of(aggregate.GetType()), $"{aggregate.Id}")
            .Select(row => KeyValuePair.Create($"{row[0]}", $"{row[1]}")).ToListAsync(cancellation);
        if (!isWhole) return;

        foreach (var (name, value) in held.Except(aggregate.Claims))
            found(new JournalProblem(null, $"claim {name} \"{value}\" is held by {history}, whose events do not claim it"));
        foreach (var (name, value) in aggregate.Claims.Except(held))
        {
            var holder = await journal.QueryAsync(JournalQueries.HolderOf, Broken, cancellation, name, value).FirstOrDefaultAsync(cancellation);
            found(new JournalProblem(null, $"claim {name} \"{value}\" is to be held by {history}, as its events say, and is held by {holder?[0] ?? "nobody"}"));
        }

        void Broken(JournalUnavailableException failure)
        {
            isWhole = false;
            found(Unchecked($"the claims of {history}", failure));
        }
    }

    private static JournalProblem Unchecked(string what, JournalUnavailableException failure) => new(null, $"{what} cannot be checked: {failure.Message}");
}
