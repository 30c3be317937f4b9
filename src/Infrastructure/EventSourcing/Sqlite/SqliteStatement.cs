using System.Text;
using CleanES.Infrastructure.EventSourcing.Journal;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace CleanES.Infrastructure.EventSourcing.Sqlite;

/// <summary>A statement that is prepared once and run many times, by one thread at a time. What binds or runs it throws <see cref="SqliteException"/>.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        SqliteException.ThrowExceptionForRC(sqlite3_prepare_v2(database, sql, out _statement), database);
    }

    /// <summary>Binds its parameters; <see cref="Next"/> goes on to the first row.</summary>
    public SqliteStatement With(params ReadOnlySpan<SqliteInput> values)
    {
        for (var i = 0; i < values.Length; i++) SqliteException.ThrowExceptionForRC(values[i].Bind(_statement, i + 1), _database);
        return this;
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>How many rows it has changed, where that is what it does.</returns>
    public int Run(params ReadOnlySpan<SqliteInput> values)
    {
        With(values);
        while (Next()) { }
        return sqlite3_changes(_database);
    }

    /// <returns>Whether there is a row; where there is none any more, or it fails, it has ended.</returns>
    public bool Next()
    {
        var result = sqlite3_step(_statement);
        if (result == SQLITE_ROW) return true;

        sqlite3_reset(_statement);
        if (result != SQLITE_DONE) SqliteException.ThrowExceptionForRC(result, _database);
        return false;
    }

    /// <returns>What is read of the first row; null if there is none.</returns>
    public T? First<T>(Func<SqliteStatement, T> read) where T : struct
    {
        if (!Next()) return null;

        try
        {
            return read(this);
        }
        finally
        {
            sqlite3_reset(_statement);
        }
    }

    public bool IsNull(int column) => sqlite3_column_type(_statement, column) == SQLITE_NULL;

    public long Long(int column) => sqlite3_column_int64(_statement, column);

    /// <exception cref="DamagedColumnException">It is too large for one.</exception>
    public int Int(int column) => Long(column) is var number && number == (int)number ? (int)number : throw new DamagedColumnException($"{number} is no such number.");

    /// <summary>As it is stored; gone with the row.</summary>
    public ReadOnlySpan<byte> Utf8(int column) => sqlite3_column_blob(_statement, column);

    public string Text(int column) => Encoding.UTF8.GetString(Utf8(column));

    /// <exception cref="DamagedColumnException">It is none.</exception>
    public Guid Id(int column) => Guid.TryParseExact(Text(column), "D", out var id) ? id : throw new DamagedColumnException($"{Text(column)} is no id.");

    public void Dispose() => _statement.Dispose();
}

/// <summary>A value that is bound to a parameter.</summary>
internal readonly struct SqliteInput
{
    private readonly string? _text;
    private readonly byte[]? _bytes;
    private readonly long? _number;

    private SqliteInput(string? text, byte[]? bytes, long? number) => (_text, _bytes, _number) = (text, bytes, number);

    public static implicit operator SqliteInput(string text) => new(text, null, null);

    public static implicit operator SqliteInput(byte[]? bytes) => new(null, bytes, null);

    public static implicit operator SqliteInput(long number) => new(null, null, number);

    /// <summary>Lower case, as ids are everywhere in the journal.</summary>
    public static implicit operator SqliteInput(Guid id) => id.ToString("D");

    public int Bind(sqlite3_stmt statement, int parameter) => this switch
    {
        { _text: { } text } => sqlite3_bind_text(statement, parameter, text),
        { _number: { } number } => sqlite3_bind_int64(statement, parameter, number),
        { _bytes: { } bytes } => sqlite3_bind_blob(statement, parameter, bytes),
        _ => sqlite3_bind_null(statement, parameter),
    };
}
