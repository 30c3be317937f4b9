using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CleanES.Infrastructure.EventSourcing.Sqlite;

/// <summary>A file for each projection, shape of its tables and version.</summary>
internal sealed class SqliteReadModels : IReadModelDatabase
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

    public void Configure<TContext>(DbContextOptionsBuilder options, string projection, int version) where TContext : ReadModelContext
    {
        var createTables = CreateScript<TContext>();
        var shape = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(createTables)))[..8];
        var file = Locate(version == 1 ? $"{projection}-{shape}" : $"{projection}-{shape}-v{version}");
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
        using var transaction = connection.BeginTransaction();
        if (SqliteFile.Scalar(connection, "SELECT 1 FROM sqlite_master WHERE type = 'table'") is not null) return;

        SqliteFile.Execute(connection, createTables);
        SqliteFile.Execute(connection, $"INSERT INTO Checkpoints (Subscriber, Position) VALUES ('{projection}', 0)");
        transaction.Commit();
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
