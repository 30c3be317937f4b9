using System.Text;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Schemas;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace CleanES.Infrastructure.EventSourcing.Sqlite;

/// <summary>
/// Reads the journal over a connection of its own. An event's JSON goes from the column to whoever reads it, and becomes a text only where one is asked for.
/// </summary>
internal sealed class SqliteRows : IStoredRow, IDisposable
{
    private readonly sqlite3 _database;
    private readonly SqliteStatement _history, _after;
    private SqliteStatement _row;
    private string _eventType = "", _aggregateType = "";

    public SqliteRows(SqliteConnectionStringBuilder file)
    {
        const string select = $"SELECT {SqliteJournal.Columns} FROM event_journal ";
        try
        {
            // Only one thread at a time reads with it, so that SQLite need not lock it for every column.
            Check(sqlite3_open_v2(file.DataSource, out _database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, null));
            Check(sqlite3_busy_timeout(_database, (int)SqliteFile.LockTimeout.TotalMilliseconds));
            _history = new SqliteStatement(_database, select + "WHERE aggregate_type = ? AND aggregate_id = ? AND aggregate_version BETWEEN ? AND ? ORDER BY aggregate_version");
            _row = _after = new SqliteStatement(_database, select + "WHERE position > ? ORDER BY position LIMIT ?");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public long Position => _row.Long(0);
    public Guid EventId => _row.Id(1);
    public string EventType => Name(2, ref _eventType);
    public int EventVersion => _row.Int(3);
    public ReadOnlySpan<byte> EventData => _row.Utf8(4);
    public string AggregateType => Name(5, ref _aggregateType);
    public long AggregateVersion => _row.Long(7);

    public void ReadHistory(string aggregateType, Guid aggregateId, long from, long until, Action<IStoredRow> use) =>
        Read(_history.With(aggregateType, aggregateId, from, until), use);

    public void ReadAfter(long position, int limit, Action<IStoredRow> use) => Read(_after.With(position, limit), use);

    public EventEnvelope ToEnvelope() => Envelope(_row, EventType, AggregateType);

    public void Dispose()
    {
        _history?.Dispose();        // null where it could not be opened
        _after?.Dispose();
        _database?.Dispose();
    }

    private void Read(SqliteStatement rows, Action<IStoredRow> use)
    {
        _row = rows;
        while (rows.Next()) use(this);
    }

    public static EventEnvelope Envelope(SqliteStatement row, string eventType, string aggregateType) => new(
        row.Long(0), row.Id(1), eventType, row.Int(3), row.Text(4), aggregateType, row.Id(6), row.Long(7), UtcText.Read(row.Utf8(8)), row.Text(9));

    /// <summary>Mostly the same as in the row before.</summary>
    private string Name(int column, ref string last) => Ascii.Equals(_row.Utf8(column), last) ? last : last = _row.Text(column);

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
