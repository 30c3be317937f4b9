using Microsoft.Data.Sqlite;

namespace CleanES.Infrastructure.Tests.Subscriptions;

/// <summary>A temporary content root, for services that share a journal and read models.</summary>
internal sealed class SubscriberFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("cleanes-subscribers-").FullName;

    public string Journal => Path.Combine(Root, "data", "journal.db");

    public string[] ReadModelsOf(string projection) => Directory.GetFiles(Path.Combine(Root, "data", "readmodels"), $"{projection}-????????.db");

    public string ReadModelOf(string projection) => Assert.Single(ReadModelsOf(projection));

    public void DeleteReadModels()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(Path.Combine(Root, "data", "readmodels"), true);
    }

    public void DeleteJournal()
    {
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(Path.Combine(Root, "data"), "journal.db*")) File.Delete(file);
    }

    /// <returns>Its path.</returns>
    public string CopyJournal()
    {
        var copy = Path.Combine(Root, "backup.db");
        Execute(Journal, $"VACUUM INTO '{copy}'");
        return copy;
    }

    public void BringBack(string copy)
    {
        DeleteJournal();
        File.Copy(copy, Journal);
    }

    /// <summary>Adds a row behind the machinery's back.</summary>
    public void Plant(long position, string eventType, int eventVersion, string eventData)
    {
        Execute(Journal, $"""
            INSERT INTO event_journal VALUES ({position}, '{Guid.NewGuid()}', '{eventType}', {eventVersion}, '{eventData}',
            'jar', '{Guid.NewGuid()}', 0, '2026-01-01T00:00:00.000000Z', '{"{}"}');
            UPDATE journal_counter SET position = {position}
            """);
    }

    public static void Execute(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static long Number(string file, string sql) => (long)Scalar(file, sql)!;

    public static string? Text(string file, string sql) => Scalar(file, sql) as string;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(Root, true);
    }

    private static object? Scalar(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Mode=ReadWrite;Pooling=False");
        connection.Open();
        return connection;
    }
}
