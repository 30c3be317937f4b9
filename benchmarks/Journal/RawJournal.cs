using System.Text;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Sqlite;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace CleanES.Benchmarks.Journal;

/// <summary>
/// The least that an append must do: statements prepared once, rows that are UTF-8 already, and of checks only that the aggregate is at the version
/// expected. The same tables, indexes and triggers, and a commit that is as durable.
/// </summary>
internal sealed class RawJournal : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SQLitePCL.sqlite3_stmt _begin, _newest, _head, _insert, _move, _commit;
    private long _position;

    public RawJournal(string file)
    {
        _connection = SqliteFile.Open(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, RecursiveTriggers = true }, "FULL");
        _begin = Prepare("BEGIN IMMEDIATE");
        _newest = Prepare("SELECT position FROM journal_counter WHERE id = 1");
        _head = Prepare("SELECT MAX(aggregate_version) FROM event_journal WHERE aggregate_type = ?1 AND aggregate_id = ?2");
        _insert = Prepare("""
            INSERT INTO event_journal (position, event_id, event_type, event_version, event_data, aggregate_type, aggregate_id, aggregate_version, create_date, metadata)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """);
        _move = Prepare("UPDATE journal_counter SET position = ?1 WHERE id = 1");
        _commit = Prepare("COMMIT");
    }

    /// <summary>Appends all in one transaction.</summary>
    public void Append(ReadOnlySpan<IReadOnlyList<RawRow>> appends)
    {
        Step(_begin);
        sqlite3_step(_newest);
        _position = sqlite3_column_int64(_newest, 0);
        sqlite3_reset(_newest);
        foreach (var append in appends)
        {
            var first = append[0];
            sqlite3_bind_text(_head, 1, first.AggregateType);
            sqlite3_bind_text(_head, 2, first.AggregateId);
            sqlite3_step(_head);
            var actual = sqlite3_column_type(_head, 0) == SQLITE_NULL ? -1 : sqlite3_column_int64(_head, 0);
            sqlite3_reset(_head);
            if (actual != first.AggregateVersion - 1) throw new InvalidOperationException("A race was lost, where there is nobody to lose it to.");

            foreach (var row in append) Insert(row);
        }

        sqlite3_bind_int64(_move, 1, _position);
        Step(_move);
        Step(_commit);
    }

    public void Dispose()
    {
        foreach (var statement in new[] { _begin, _newest, _head, _insert, _move, _commit }) statement.Dispose();
        _connection.Dispose();
    }

    private void Insert(RawRow row)
    {
        sqlite3_bind_int64(_insert, 1, ++_position);
        sqlite3_bind_text(_insert, 2, row.EventId);
        sqlite3_bind_text(_insert, 3, row.EventType);
        sqlite3_bind_int(_insert, 4, 1);
        sqlite3_bind_text(_insert, 5, row.EventData);
        sqlite3_bind_text(_insert, 6, row.AggregateType);
        sqlite3_bind_text(_insert, 7, row.AggregateId);
        sqlite3_bind_int64(_insert, 8, row.AggregateVersion);
        sqlite3_bind_text(_insert, 9, row.CreateDate);
        sqlite3_bind_text(_insert, 10, row.Metadata);
        Step(_insert);
    }

    private SQLitePCL.sqlite3_stmt Prepare(string sql)
    {
        SqliteException.ThrowExceptionForRC(sqlite3_prepare_v2(_connection.Handle, sql, out var statement), _connection.Handle);
        return statement;
    }

    private void Step(SQLitePCL.sqlite3_stmt statement)
    {
        var result = sqlite3_step(statement);
        sqlite3_reset(statement);
        if (result is not (SQLITE_DONE or SQLITE_ROW)) SqliteException.ThrowExceptionForRC(result, _connection.Handle);
    }
}

/// <summary>A row as SQLite stores it; every text is UTF-8.</summary>
internal sealed record RawRow(
    byte[] EventId, byte[] EventType, byte[] EventData, byte[] AggregateType, byte[] AggregateId, long AggregateVersion, byte[] CreateDate, byte[] Metadata)
{
    private static readonly byte[] _todo = "todo"u8.ToArray();

    /// <summary>As the solution writes a todo's events: of the same length, and ids that rise with the time.</summary>
    public static RawRow Of(Guid todo, long version, string label) =>
        Of(todo, version, version == 0 ? "todo_created"u8 : "todo_label_changed"u8, $$"""{"label":"{{label}}"}""");

    public static RawRow Of(Guid todo, long version, ReadOnlySpan<byte> type, string data) => new(
        Utf8(Guid.CreateVersion7()), type.ToArray(), Encoding.UTF8.GetBytes(data), _todo, Utf8(todo), version,
        Encoding.UTF8.GetBytes(DateTime.UtcNow.ToString(EventEnvelope.DateFormat, System.Globalization.CultureInfo.InvariantCulture)),
        Encoding.UTF8.GetBytes($$"""{"command_id":"{{Guid.CreateVersion7()}}","correlation_id":null,"causation_id":null,"user":null}"""));

    private static byte[] Utf8(Guid id) => Encoding.UTF8.GetBytes(id.ToString("D"));
}
