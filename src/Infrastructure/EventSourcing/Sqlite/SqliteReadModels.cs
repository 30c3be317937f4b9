using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CleanES.Infrastructure.EventSourcing.Sqlite;

/// <summary>A file for each projection, shape of its tables, version and generation.</summary>
internal sealed partial class SqliteReadModels : IReadModelDatabase
{
    private const string Setting = "ConnectionStrings:ReadModels";

    private readonly string _connectionString;
    private readonly string _contentRoot;

    /// <exception cref="StartupException">The setting is no connection string of a file with <c>{name}</c> in its path.</exception>
    public SqliteReadModels(string connectionString, string contentRoot)
    {
        (_connectionString, _contentRoot) = (connectionString, contentRoot);
        if (!Locate("{name}").DataSource.Contains("{name}", StringComparison.Ordinal))
            throw new StartupException(
                $"{Setting}: \"{connectionString}\" lacks {{name}}, so that all projections would share a file. Use for example: Data Source=data/readmodels/{{name}}.db");
    }

    public void Configure<TContext>(DbContextOptionsBuilder options, string projection, int version, int generation) where TContext : ReadModelContext
    {
        var createTables = CreateScript<TContext>();
        var file = FileOf(KeyOf(projection, createTables, version), generation);
        try
        {
            Create(file, projection, createTables);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new ReadModelUnavailableException(projection, SqliteFile.Explain(failure) ?? $"cannot be used: {failure.Message.TrimEnd('.')}", failure);
        }

        options.UseSqlite(file.ConnectionString).AddInterceptors(new SyncNormal());
    }

    public string KeyOf<TContext>(string projection, int version) where TContext : ReadModelContext => KeyOf(projection, CreateScript<TContext>(), version);

    public string Of(string key, int generation) => FileOf(key, generation).DataSource;

    public IReadOnlyList<string> All()
    {
        var pattern = Locate("{name}").DataSource;
        var (before, after) = (pattern[..pattern.IndexOf("{name}", StringComparison.Ordinal)], pattern[(pattern.IndexOf("{name}", StringComparison.Ordinal) + "{name}".Length)..]);
        return !Directory.Exists(Path.GetDirectoryName(before)) ? [] : [.. Directory.EnumerateFiles(Path.GetDirectoryName(before)!)
            .Where(file => file.Length > before.Length + after.Length && file.StartsWith(before, StringComparison.Ordinal) && file.EndsWith(after, StringComparison.Ordinal)
                && ReadModelName().IsMatch(file[before.Length..^after.Length]))
            .Order()];
    }

    public void Remove(string readModel)
    {
        using (var pooled = new SqliteConnection(new SqliteConnectionStringBuilder(Locate("{name}").ConnectionString) { DataSource = readModel }.ConnectionString)) SqliteConnection.ClearPool(pooled);
        foreach (var file in new[] { readModel, $"{readModel}-wal", $"{readModel}-shm" }.Where(File.Exists)) File.Delete(file);     // there may be no folder yet
    }

    public string? Explain(Exception failure) => SqliteFile.Explain(failure);

    private static string KeyOf(string projection, string createTables, int version)
    {
        var shape = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(createTables)))[..8];
        return version == 1 ? $"{projection}-{shape}" : $"{projection}-{shape}-v{version}";
    }

    private SqliteConnectionStringBuilder FileOf(string key, int generation) => Locate(generation == 0 ? key : $"{key}-g{generation}");

    [GeneratedRegex("^[a-z0-9-]+-[0-9a-f]{8}(-v[0-9]+)?(-g[0-9]+)?$")]
    private static partial Regex ReadModelName();

    private SqliteConnectionStringBuilder Locate(string name) =>
        SqliteFile.Locate(Setting, _connectionString.Replace("{name}", name, StringComparison.Ordinal), _contentRoot);

    private static string CreateScript<TContext>() where TContext : ReadModelContext
    {
        var options = new DbContextOptionsBuilder<TContext>().UseSqlite("Data Source=:memory:").Options;
        using var context = (TContext)Activator.CreateInstance(typeof(TContext), options)!;
        return context.Database.GenerateCreateScript();
    }

    /// <summary>In one transaction, so that a process killed meanwhile leaves nothing half made, and two processes make it once.</summary>
    private static void Create(SqliteConnectionStringBuilder file, string projection, string createTables)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file.DataSource)!);
        using var connection = SqliteFile.Open(file, "NORMAL");
        SqliteFile.Execute(connection, "PRAGMA journal_mode = WAL");
        if (IsMade()) return;       // without the lock, which a runner may hold for as long as a handler takes

        using var transaction = connection.BeginTransaction();
        if (IsMade()) return;

        SqliteFile.Execute(connection, createTables);
        SqliteFile.Execute(connection, $"INSERT INTO Checkpoints (Subscriber, Position, Epoch) VALUES ('{projection}', 0, 0)");
        transaction.Commit();

        bool IsMade() => SqliteFile.Scalar(connection, "SELECT 1 FROM sqlite_master WHERE type = 'table'") is not null;
    }

    /// <summary>
    /// Rows and checkpoint are lost or kept together, and what is lost is built again from the journal: so not every commit need wait for the disk.
    /// </summary>
    private sealed class SyncNormal : DbConnectionInterceptor
    {
        private static readonly string Pragmas = $"PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = {SqliteFile.LockTimeout.TotalMilliseconds}";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
            SqliteFile.Execute((SqliteConnection)connection, Pragmas);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            ConnectionOpened(connection, eventData);
            return Task.CompletedTask;
        }
    }
}
