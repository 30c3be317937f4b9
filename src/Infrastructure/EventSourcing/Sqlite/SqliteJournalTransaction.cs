using System.Diagnostics;
using System.Globalization;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using Microsoft.Data.Sqlite;

namespace CleanES.Infrastructure.EventSourcing.Sqlite;

/// <summary>Appends over one connection with full sync and prepared statements.</summary>
internal sealed class SqliteJournalTransaction : IJournalTransaction
{
    private const string Columns =
        "position, event_id, event_type, event_version, event_data, aggregate_type, aggregate_id, aggregate_version, create_date, metadata";

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _newest, _moveCounter, _head, _find, _insert, _holder, _freeClaims, _takeClaim, _moveCheckpoint, _showAlive, _store;

    public SqliteJournalTransaction(SqliteConnectionStringBuilder file)
    {
        _connection = SqliteFile.Open(new SqliteConnectionStringBuilder(file.ConnectionString) { Pooling = false }, "FULL");
        SqliteFile.Execute(_connection, "PRAGMA busy_timeout = 0");    // Begin polls
        _newest = Command("SELECT position FROM journal_counter WHERE id = 1");
        _moveCounter = Command("UPDATE journal_counter SET position = @position WHERE id = 1", "@position");
        _head = Command("SELECT MAX(aggregate_version) FROM event_journal WHERE aggregate_type = @type AND aggregate_id = @id", "@type", "@id");
        _find = Command($"SELECT {Columns} FROM event_journal WHERE event_id = @id", "@id");
        _insert = Command(
            $"INSERT INTO event_journal ({Columns}) VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9)",
            [.. Enumerable.Range(0, 10).Select(column => $"@{column}")]);
        _holder = Command("SELECT aggregate_type, aggregate_id FROM claim WHERE name = @name AND value = @value", "@name", "@value");
        _freeClaims = Command("DELETE FROM claim WHERE aggregate_type = @type AND aggregate_id = @id", "@type", "@id");
        _takeClaim = Command(
            "INSERT INTO claim (name, value, aggregate_type, aggregate_id) VALUES (@name, @value, @type, @id)", "@name", "@value", "@type", "@id");
        _moveCheckpoint = Command(
            """
            UPDATE effect_checkpoint SET position = @to, event_id = @event WHERE subscriber = @subscriber AND position = @from
            AND EXISTS (SELECT 1 FROM subscriber WHERE name = @subscriber AND epoch = @epoch)
            """,
            "@subscriber", "@from", "@to", "@event", "@epoch");
        _showAlive = Command("UPDATE subscriber SET beat = beat + 1 WHERE owner = @process", "@process");
        _store = Command(
            """
            INSERT OR REPLACE INTO snapshot (aggregate_type, aggregate_id, aggregate_version, event_id, fingerprint, state, checksum)
            SELECT @type, @id, @version, @event, @fingerprint, @state, @checksum
            WHERE NOT EXISTS (
                SELECT 1 FROM snapshot WHERE aggregate_type = @type AND aggregate_id = @id AND aggregate_version >= @version AND CAST(checksum AS BLOB) IS NOT @unusable)
            """,
            "@type", "@id", "@version", "@event", "@fingerprint", "@state", "@checksum", "@unusable");
    }

    public long Begin()
    {
        // Polled every millisecond: SQLite's own way of waiting favours the process that has just had the lock.
        for (var waiting = Stopwatch.StartNew(); ; Thread.Sleep(1))
        {
            var result = SQLitePCL.raw.sqlite3_exec(_connection.Handle, "BEGIN IMMEDIATE");
            if (result == SQLitePCL.raw.SQLITE_OK) break;
            if (result != SQLitePCL.raw.SQLITE_BUSY || waiting.Elapsed > SqliteFile.LockTimeout)
                SqliteException.ThrowExceptionForRC(result, _connection.Handle);
        }

        return (long)_newest.ExecuteScalar()!;
    }

    public long HeadOf(string aggregateType, Guid aggregateId) =>
        Run(_head, aggregateType, Text(aggregateId)).ExecuteScalar() is long version ? version : -1;

    public EventEnvelope? Find(Guid eventId)
    {
        using var row = Run(_find, Text(eventId)).ExecuteReader();
        return row.Read()
            ? new EventEnvelope(
                row.GetInt64(0), Guid.Parse(row.GetString(1)), row.GetString(2), row.GetInt32(3), row.GetString(4),
                row.GetString(5), Guid.Parse(row.GetString(6)), row.GetInt64(7),
                DateTimeOffset.ParseExact(row.GetString(8), EventEnvelope.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), row.GetString(9))
            : null;
    }

    public void Insert(EventEnvelope row, long position) => Run(
        _insert, position, Text(row.EventId), row.EventType, row.EventVersion, row.EventData, row.AggregateType, Text(row.AggregateId), row.AggregateVersion,
        row.CreateDate.UtcDateTime.ToString(EventEnvelope.DateFormat, CultureInfo.InvariantCulture), row.Metadata).ExecuteNonQuery();

    public (string Type, Guid Id)? HolderOf(string claim, string value)
    {
        using var row = Run(_holder, claim, value).ExecuteReader();
        return row.Read() ? (row.GetString(0), Guid.Parse(row.GetString(1))) : null;
    }

    public void FreeClaims(string aggregateType, Guid aggregateId) => Run(_freeClaims, aggregateType, Text(aggregateId)).ExecuteNonQuery();

    public void TakeClaim(string claim, string value, string aggregateType, Guid aggregateId) =>
        Run(_takeClaim, claim, value, aggregateType, Text(aggregateId)).ExecuteNonQuery();

    public bool Move(CheckpointMove move) => Run(_moveCheckpoint, move.Subscriber, move.From, move.To, Text(move.EventId), move.Epoch).ExecuteNonQuery() == 1;

    public void ShowAlive(string process) => Run(_showAlive, process).ExecuteNonQuery();

    public void Store(NewSnapshot snapshot)
    {
        var (taken, unusable) = snapshot;
        Run(
            _store, taken.AggregateType, Text(taken.AggregateId), taken.AggregateVersion, Text(taken.EventId), taken.Fingerprint, taken.State, taken.Checksum(),
            (object?)unusable ?? DBNull.Value).ExecuteNonQuery();
    }

    public void MoveCounter(long newest) => Run(_moveCounter, newest).ExecuteNonQuery();

    public void Commit()
    {
        var result = SQLitePCL.raw.sqlite3_exec(_connection.Handle, "COMMIT");
        if (result == SQLitePCL.raw.SQLITE_FULL)    // the frame that would make it a commit is the last to be written
            throw new JournalUnavailableException("The journal cannot grow: the disk is full.");
        SqliteException.ThrowExceptionForRC(result, _connection.Handle);
    }

    public void Dispose() => _connection.Dispose();

    private SqliteCommand Command(string sql, params string[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    private static SqliteCommand Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        return command;
    }

    private static string Text(Guid id) => id.ToString("D");
}
