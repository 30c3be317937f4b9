using CleanES.Infrastructure.EventSourcing.Journal;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace CleanES.Infrastructure.EventSourcing.Sqlite;

/// <summary>Owns the migrations of the journal on SQLite.</summary>
internal sealed class SqliteJournalContext(DbContextOptions<SqliteJournalContext> options) : JournalContext(options);

/// <summary>
/// For <c>dotnet ef migrations add Name --project src/Infrastructure --context SqliteJournalContext
/// --output-dir EventSourcing/Sqlite/Migrations</c>.
/// </summary>
internal sealed class SqliteJournalDesign : IDesignTimeDbContextFactory<SqliteJournalContext>
{
    public SqliteJournalContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteJournalContext>().UseSqlite().Options);
}
