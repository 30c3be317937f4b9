using System.Data.Common;
using System.Runtime.CompilerServices;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <inheritdoc cref="IJournal"/>
internal sealed class JournalReader(
    IDbContextFactory<JournalContext> contexts, IJournalDatabase database, EventSerializer serializer, JournalHead head) : IJournal
{
    private const int BatchSize = 256;

    public async Task<long> HeadAsync(CancellationToken cancellation) =>
        await ScalarAsync("SELECT position FROM journal_counter WHERE id = 1", cancellation)
        ?? throw new JournalUnavailableException("The journal has no counter: its database is damaged.");

    /// <summary>Null if nothing is at the position, or what is there has no id.</summary>
    public async Task<Guid?> EventIdAsync(long position, CancellationToken cancellation) =>
        Guid.TryParse(await ValueAsync("SELECT event_id FROM event_journal WHERE position = @0", cancellation, position) as string, out var id) ? id : null;

    /// <summary>How the aggregate stands by its stored events; at version -1 and position 0 if it has none.</summary>
    public async Task<Saved> NewestAsync(Type aggregate, Guid id, CancellationToken cancellation)
    {
        var position = await ScalarAsync(
            "SELECT MAX(position) FROM event_journal WHERE aggregate_type = @0 AND aggregate_id = @1", cancellation, EventNames.Of(aggregate), id.ToString("D"));
        if (position is not { } newest) return new Saved(id, -1, 0);

        var version = await ScalarAsync("SELECT aggregate_version FROM event_journal WHERE position = @0", cancellation, newest);
        return new Saved(id, version!.Value, newest);
    }

    public async Task<bool> ContainsAsync(Guid eventId, CancellationToken cancellation) => await PositionOfAsync(eventId, cancellation) is not null;

    /// <summary>Null if there is no such event.</summary>
    public Task<long?> PositionOfAsync(Guid eventId, CancellationToken cancellation) =>
        ScalarAsync("SELECT position FROM event_journal WHERE event_id = @0", cancellation, eventId.ToString("D"));

    public IAsyncEnumerable<EventEnvelope> HistoryAsync<TAggregate>(Guid id, CancellationToken cancellation) where TAggregate : AggregateRoot =>
        HistoryAsync<TAggregate>(id, new HistoryRange(), cancellation);

    public IAsyncEnumerable<EventEnvelope> HistoryAsync<TAggregate>(Guid id, HistoryRange range, CancellationToken cancellation) where TAggregate : AggregateRoot
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(range.After ?? -1, -1, nameof(range.After));
        ArgumentOutOfRangeException.ThrowIfNegative(range.Until ?? 0, nameof(range.Until));
        ArgumentOutOfRangeException.ThrowIfNegative(range.Limit ?? 0, nameof(range.Limit));
        return RowsAsync(range, EventNames.Of(typeof(TAggregate)), id, cancellation);
    }

    public async IAsyncEnumerable<StoredEvent> FollowAsync(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfEqual(after, long.MaxValue);
        head.Advance(await HeadAsync(cancellation));    // while the service starts, nobody has told yet where it is
        while (true)
        {
            await head.ReachAsync(after + 1, cancellation);
            foreach (var events in await BatchAsync(after, BatchSize, serializer.ToStoredEvents, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                after++;
                foreach (var one in events) yield return one;
            }
        }
    }

    /// <summary>The next rows after a position that the journal has passed, as far as they can be read: from 1 to <paramref name="limit"/>.</summary>
    /// <exception cref="UnreadableEventException">The first of them is missing or damaged; names its position.</exception>
    public Task<IReadOnlyList<EventEnvelope>> BatchAsync(long after, int limit, CancellationToken cancellation) =>
        BatchAsync(after, limit, row => row.ToEnvelope(), cancellation);

    /// <summary>Reads an aggregate's events from a version to another, oldest first.</summary>
    public Task ReadHistoryAsync(string aggregateType, Guid id, long from, long until, Action<IStoredRow> use, CancellationToken cancellation) =>
        ReadAsync(row => database.ReadHistoryAsync(aggregateType, id, from, until, row), use, cancellation);

    private async Task<IReadOnlyList<T>> BatchAsync<T>(long after, int limit, Func<IStoredRow, T> make, CancellationToken cancellation)
    {
        List<T> batch = [];
        try
        {
            await ReadAsync(row => database.ReadAfterAsync(after, limit, row), row =>
            {
                var next = after + batch.Count + 1;
                batch.Add(row.Position == next ? make(row) : throw Missing(next));
            }, cancellation);
        }
        catch (UnreadableEventException) when (batch.Count > 0)
        {
            // Those before it can be read.
        }

        return batch.Count > 0 ? batch : throw Missing(after + 1);

        static UnreadableEventException Missing(long position) => new($"Position {position} is missing: the journal is damaged.");
    }

    private async IAsyncEnumerable<EventEnvelope> RowsAsync(HistoryRange range, string type, Guid id, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var rows = Within(range, context, type, id).GetAsyncEnumerator(cancellation);
        while (true)
        {
            try
            {
                if (!await rows.MoveNextAsync()) yield break;
            }
            catch (DbException failure) when (database.Explain(failure) is { } explained)
            {
                throw explained;
            }
            catch (FormatException damaged)
            {
                throw new UnreadableEventException($"A row of the journal is damaged: {damaged.Message}", damaged);
            }

            yield return rows.Current;
        }
    }

    private static IAsyncEnumerable<EventEnvelope> Within(HistoryRange range, JournalContext context, string type, Guid id)
    {
        var (after, until) = (range.After ?? -1, range.Until ?? long.MaxValue);
        var rows = context.Events.AsNoTracking()
            .Where(row => row.AggregateType == type && row.AggregateId == id && row.AggregateVersion > after && row.AggregateVersion <= until);
        if (range.AfterDate is { } afterDate) rows = rows.Where(row => row.CreateDate > afterDate);
        if (range.UntilDate is { } untilDate) rows = rows.Where(row => row.CreateDate <= untilDate);
        rows = range.Descending ? rows.OrderByDescending(row => row.AggregateVersion) : rows.OrderBy(row => row.AggregateVersion);
        return rows.Take(range.Limit ?? int.MaxValue).AsAsyncEnumerable();
    }

    private async Task ReadAsync(Func<Action<IStoredRow>, Task> read, Action<IStoredRow> use, CancellationToken cancellation)
    {
        try
        {
            await read(row =>
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    use(row);
                }
                catch (DamagedColumnException damaged)
                {
                    throw new UnreadableEventException($"Position {row.Position}: A row of the journal is damaged: {damaged.Message}", damaged);
                }
            });
        }
        catch (DbException failure) when (database.Explain(failure) is { } explained)
        {
            throw explained;
        }
    }

    private async Task<long?> ScalarAsync(string sql, CancellationToken cancellation, params object[] values) =>
        await ValueAsync(sql, cancellation, values) as long?;

    private async Task<object?> ValueAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        try
        {
            await using var connection = database.Connect();
            await using var command = connection.CreateCommand(sql, values);
            return await command.ExecuteScalarAsync(cancellation);
        }
        catch (DbException failure) when (database.Explain(failure) is { } explained)
        {
            throw explained;
        }
    }
}
