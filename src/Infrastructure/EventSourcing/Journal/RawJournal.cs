using System.Data.Common;
using System.Runtime.CompilerServices;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>The tables of the journal's database by plain SQL, only read: whatever is in them, damaged or not.</summary>
/// <param name="atOneMoment">All that is read is as it was at the first query; else as it is at each.</param>
internal sealed class RawJournal(IJournalDatabase database, bool atOneMoment) : IAsyncDisposable
{
    /// <summary>The condition for the rows of one, by its type and id.</summary>
    public const string OfAggregate = "WHERE aggregate_type = @0 AND aggregate_id = @1 ORDER BY aggregate_version";

    private readonly DbConnection _connection = database.ConnectForReading(atOneMoment);
    private readonly Dictionary<string, DbCommand> _prepared = [];

    /// <param name="sql">With parameters @0, @1, …</param>
    /// <param name="failed">Gets the failure that ends the rows.</param>
    public async IAsyncEnumerable<object?[]> QueryAsync(
        string sql, Action<JournalUnavailableException> failed, [EnumeratorCancellation] CancellationToken cancellation, params object[] values)
    {
        DbDataReader? rows = null;
        try
        {
            while (true)
            {
                object?[] row;
                try
                {
                    rows ??= await Prepared(sql, values).ExecuteReaderAsync(cancellation);
                    if (!await rows.ReadAsync(cancellation)) yield break;

                    row = new object?[rows.FieldCount];
                    for (var column = 0; column < row.Length; column++) row[column] = rows.IsDBNull(column) ? null : rows.GetValue(column);
                }
                catch (DbException failure)
                {
                    failed(database.Explain(failure) ?? new JournalUnavailableException($"The journal cannot be read: {failure.Message}", failure));
                    yield break;
                }

                yield return row;
            }
        }
        finally
        {
            if (rows is not null) await rows.DisposeAsync();
        }
    }

    /// <param name="condition">What follows <c>FROM event_journal</c>.</param>
    /// <inheritdoc cref="QueryAsync"/>
    public IAsyncEnumerable<JournalRow> RowsAsync(
        string condition, Action<JournalUnavailableException> failed, CancellationToken cancellation, params object[] values) =>
        QueryAsync(
            "SELECT position, event_id, event_type, event_version, event_data, aggregate_type, aggregate_id, aggregate_version, create_date, metadata "
                + $"FROM event_journal {condition}",
            failed, cancellation, values)
        .Select(row => new JournalRow((long)row[0]!, row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9]));

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private DbCommand Prepared(string sql, object[] values)
    {
        if (!_prepared.TryGetValue(sql, out var command)) command = _prepared[sql] = _connection.CreateCommand(sql);
        command.Bind(values);
        return command;
    }
}
