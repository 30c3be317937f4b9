using System.Text.Json;
using System.Text.Json.Serialization;
using CleanES.Infrastructure.EventSourcing.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace CleanES.Benchmarks.Subscriptions;

/// <summary>
/// The least that a list of todos must do: statements prepared once, rows of the journal as the UTF-8 that they are, JSON by generated code, and each
/// batch in one transaction with the checkpoint. The same table and index, and a commit that is as durable.
/// </summary>
internal sealed class RawTodoList : IDisposable
{
    private const int BatchSize = 256;

    private readonly SqliteConnection _journal, _tables;
    private readonly sqlite3_stmt _read, _begin, _insert, _label, _done, _delete, _move, _commit;
    private long _position;

    public RawTodoList(string journal, string file)
    {
        _journal = SqliteFile.Open(new SqliteConnectionStringBuilder { DataSource = journal, Pooling = false }, "FULL");
        _tables = SqliteFile.Open(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }, "NORMAL");
        SqliteFile.Execute(_tables, """
            PRAGMA journal_mode = WAL;
            CREATE TABLE Items (Id TEXT NOT NULL PRIMARY KEY, CreatedPosition INTEGER NOT NULL, Label TEXT NOT NULL, SearchLabel TEXT NOT NULL, Done INTEGER NOT NULL);
            CREATE INDEX IX_Items_CreatedPosition ON Items (CreatedPosition);
            CREATE TABLE Checkpoints (Position INTEGER NOT NULL, EventId TEXT);
            INSERT INTO Checkpoints VALUES (0, NULL)
            """);
        _read = Prepare(_journal, "SELECT position, event_type, event_data, aggregate_id, event_id FROM event_journal WHERE position > ?1 ORDER BY position LIMIT ?2");
        _begin = Prepare(_tables, "BEGIN IMMEDIATE");
        _insert = Prepare(_tables, "INSERT INTO Items VALUES (?1, ?2, ?3, ?4, 0)");
        _label = Prepare(_tables, "UPDATE Items SET Label = ?2, SearchLabel = ?3 WHERE Id = ?1");
        _done = Prepare(_tables, "UPDATE Items SET Done = ?2 WHERE Id = ?1");
        _delete = Prepare(_tables, "DELETE FROM Items WHERE Id = ?1");
        _move = Prepare(_tables, "UPDATE Checkpoints SET Position = ?1, EventId = ?2");
        _commit = Prepare(_tables, "COMMIT");
    }

    /// <returns>Whether there was anything to do.</returns>
    public bool HandleBatch()
    {
        var from = _position;
        sqlite3_bind_int64(_read, 1, from);
        sqlite3_bind_int(_read, 2, BatchSize);
        Step(_begin);
        while (sqlite3_step(_read) == SQLITE_ROW)
        {
            _position = sqlite3_column_int64(_read, 0);
            Handle(sqlite3_column_blob(_read, 1), sqlite3_column_blob(_read, 2), sqlite3_column_blob(_read, 3));
            sqlite3_bind_text(_move, 2, sqlite3_column_blob(_read, 4));
        }

        sqlite3_reset(_read);
        sqlite3_bind_int64(_move, 1, _position);
        Step(_move);
        Step(_commit);
        return _position > from;
    }

    public void Dispose()
    {
        foreach (var statement in new[] { _read, _begin, _insert, _label, _done, _delete, _move, _commit }) statement.Dispose();
        _journal.Dispose();
        _tables.Dispose();
    }

    private void Handle(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data, ReadOnlySpan<byte> id)
    {
        if (type.SequenceEqual("todo_created"u8))
        {
            sqlite3_bind_int64(_insert, 2, _position);
            BindLabel(_insert, 3, data);
            Change(_insert, id);
        }
        else if (type.SequenceEqual("todo_label_changed"u8))
        {
            BindLabel(_label, 2, data);
            Change(_label, id);
        }
        else if (type.SequenceEqual("todo_completed"u8))
        {
            sqlite3_bind_int(_done, 2, 1);
            Change(_done, id);
        }
        else if (type.SequenceEqual("todo_discarded"u8)) Change(_delete, id);
    }

    private static void BindLabel(sqlite3_stmt statement, int index, ReadOnlySpan<byte> data)
    {
        var label = JsonSerializer.Deserialize(data, RawJson.Default.RawLabel)!.Label;
        sqlite3_bind_text16(statement, index, label);
        sqlite3_bind_text16(statement, index + 1, label.ToUpperInvariant());
    }

    private void Change(sqlite3_stmt statement, ReadOnlySpan<byte> id)
    {
        sqlite3_bind_text(statement, 1, id);
        Step(statement);
    }

    private static sqlite3_stmt Prepare(SqliteConnection connection, string sql)
    {
        SqliteException.ThrowExceptionForRC(sqlite3_prepare_v2(connection.Handle, sql, out var statement), connection.Handle);
        return statement;
    }

    private void Step(sqlite3_stmt statement)
    {
        var result = sqlite3_step(statement);
        sqlite3_reset(statement);
        if (result != SQLITE_DONE) SqliteException.ThrowExceptionForRC(result, _tables.Handle);
    }
}

internal sealed record RawLabel(string Label);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RawLabel))]
internal sealed partial class RawJson : JsonSerializerContext;
