using System.Diagnostics;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace CleanES.Infrastructure.EventSourcing.Sqlite;

/// <summary>Appends over one connection with full sync and prepared statements.</summary>
internal sealed class SqliteJournalTransaction : IJournalTransaction
{
    private const int LogPages = 2048;
    private const long LogBytes = 16 << 20;

    /// <summary>How long appends may stand still for those who read.</summary>
    private static readonly TimeSpan LogWait = TimeSpan.FromMilliseconds(100);

    private readonly SqliteConnection _connection;
    private readonly FileInfo _log;
    private long _logLimit = LogBytes;
    private readonly List<SqliteStatement> _statements = [];
    private readonly SqliteStatement _newest, _moveCounter, _head, _find, _insert, _holder, _freeClaims, _takeClaim, _moveCheckpoint, _showAlive, _store;

    public SqliteJournalTransaction(SqliteConnectionStringBuilder file)
    {
        _connection = SqliteFile.Open(new SqliteConnectionStringBuilder(file.ConnectionString) { Pooling = false }, "FULL");
        SqliteFile.Execute(_connection, $"PRAGMA busy_timeout = 0; PRAGMA journal_size_limit = {LogBytes}");    // Begin polls
        _log = new FileInfo(file.DataSource + "-wal");
        _newest = Prepare("SELECT position FROM journal_counter WHERE id = 1");
        _moveCounter = Prepare("UPDATE journal_counter SET position = ? WHERE id = 1");
        _head = Prepare("SELECT MAX(aggregate_version) FROM event_journal WHERE aggregate_type = ? AND aggregate_id = ?");
        _find = Prepare($"SELECT {SqliteJournal.Columns} FROM event_journal WHERE event_id = ?");
        _insert = Prepare($"INSERT INTO event_journal ({SqliteJournal.Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        _holder = Prepare("SELECT aggregate_type, aggregate_id FROM claim WHERE name = ? AND value = ?");
        _freeClaims = Prepare("DELETE FROM claim WHERE aggregate_type = ? AND aggregate_id = ?");
        _takeClaim = Prepare("INSERT INTO claim (name, value, aggregate_type, aggregate_id) VALUES (?, ?, ?, ?)");
        _moveCheckpoint = Prepare("""
            UPDATE effect_checkpoint SET position = ?3, event_id = ?4 WHERE subscriber = ?1 AND position = ?2
            AND EXISTS (SELECT 1 FROM subscriber WHERE name = ?1 AND epoch = ?5)
            """);
        _showAlive = Prepare("UPDATE subscriber SET beat = beat + 1 WHERE owner = ?");
        _store = Prepare("""
            INSERT OR REPLACE INTO snapshot (aggregate_type, aggregate_id, aggregate_version, event_id, fingerprint, state, checksum)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
            WHERE NOT EXISTS (SELECT 1 FROM snapshot WHERE aggregate_type = ?1 AND aggregate_id = ?2 AND aggregate_version >= ?3 AND CAST(coalesce(checksum, '') AS BLOB) IS NOT ?8)
            """);
    }

    public long Begin()
    {
        BoundLog();

        // Polled every millisecond: SQLite's own way of waiting favours the process that has just had the lock.
        for (var waiting = Stopwatch.StartNew(); ; Thread.Sleep(1))
        {
            var result = sqlite3_exec(_connection.Handle, "BEGIN IMMEDIATE");
            if (result == SQLITE_OK) break;
            if (result != SQLITE_BUSY || waiting.Elapsed > SqliteFile.LockTimeout)
                SqliteException.ThrowExceptionForRC(result, _connection.Handle);
        }

        return _newest.First(row => row.Long(0)) ?? throw new JournalUnavailableException("The journal has no counter: its database is damaged.");
    }

    public long HeadOf(string aggregateType, Guid aggregateId) =>
        _head.With(aggregateType, aggregateId).First(row => row.IsNull(0) ? -1 : row.Long(0))!.Value;

    public EventEnvelope? Find(Guid eventId)
    {
        EventEnvelope? found = null;
        for (_find.With(eventId); _find.Next();) found = SqliteRows.Envelope(_find, _find.Text(2), _find.Text(5));
        return found;
    }

    public void Insert(EventEnvelope row, long position) => _insert.Run(
        position, row.EventId, row.EventType, row.EventVersion, row.EventData, row.AggregateType, row.AggregateId, row.AggregateVersion, UtcText.Of(row.CreateDate), row.Metadata);

    public (string Type, Guid Id)? HolderOf(string claim, string value) => _holder.With(claim, value).First(row => (row.Text(0), row.Id(1)));

    public void FreeClaims(string aggregateType, Guid aggregateId) => _freeClaims.Run(aggregateType, aggregateId);

    public void TakeClaim(string claim, string value, string aggregateType, Guid aggregateId) => _takeClaim.Run(claim, value, aggregateType, aggregateId);

    public bool Move(CheckpointMove move) => _moveCheckpoint.Run(move.Subscriber, move.From, move.To, move.EventId, move.Epoch) == 1;

    public void ShowAlive(string process) => _showAlive.Run(process);

    public void Store(NewSnapshot snapshot)
    {
        var (taken, unusable) = snapshot;
        _store.Run(taken.AggregateType, taken.AggregateId, taken.AggregateVersion, taken.EventId, taken.Fingerprint, taken.State, taken.Checksum(), unusable);
    }

    public void MoveCounter(long newest) => _moveCounter.Run(newest);

    public void Commit()
    {
        var result = sqlite3_exec(_connection.Handle, "COMMIT");
        if (result == SQLITE_FULL)    // the frame that would make it a commit is the last to be written
            throw new JournalUnavailableException("The journal cannot grow: the disk is full.");
        SqliteException.ThrowExceptionForRC(result, _connection.Handle);
    }

    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
        _connection.Dispose();
    }

    /// <summary>
    /// SQLite begins its log anew only in a moment when nobody reads of it, which may never come. Once the log is large, such a moment is made: appends wait for
    /// those who read just now. If one of them reads for longer, that is tried again when the log has become twice as large.
    /// </summary>
    private void BoundLog()
    {
        // To look at the file takes a third as long as a commit, so only when enough was written since the last time.
        sqlite3_db_status(_connection.Handle, SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, resetFlg: 0);
        if (pages < LogPages) return;

        sqlite3_db_status(_connection.Handle, SQLITE_DBSTATUS_CACHE_WRITE, out _, out _, resetFlg: 1);
        _log.Refresh();
        if (!_log.Exists || _log.Length <= LogBytes) _logLimit = LogBytes;
        else if (_log.Length > _logLimit && !TryBeginLogAnew()) _logLimit = 2 * _log.Length;
    }

    private bool TryBeginLogAnew()
    {
        for (var waiting = Stopwatch.StartNew(); ; Thread.Sleep(1))
        {
            var result = sqlite3_wal_checkpoint_v2(_connection.Handle, "main", SQLITE_CHECKPOINT_TRUNCATE, out _, out _);
            if (result == SQLITE_OK) return true;
            if (result == SQLITE_FULL) return false;        // to append may still go well: the log need not grow for it
            if (result != SQLITE_BUSY) SqliteException.ThrowExceptionForRC(result, _connection.Handle);
            if (waiting.Elapsed > LogWait) return false;
        }
    }

    private SqliteStatement Prepare(string sql)
    {
        try
        {
            _statements.Add(new SqliteStatement(_connection.Handle!, sql));
            return _statements[^1];
        }
        catch
        {
            Dispose();
            throw;
        }
    }
}
