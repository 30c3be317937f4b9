using CleanES.Infrastructure.EventSourcing.Sqlite;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace CleanES.Infrastructure.Tests.Journal;

public sealed class MigrationTests
{
    private static readonly Type[] Additions =
        [typeof(CreateTableOperation), typeof(CreateIndexOperation), typeof(AddColumnOperation), typeof(InsertDataOperation), typeof(SqlOperation)];

    [Fact]
    public void Migrations_of_the_journal_only_add()
    {
        var migrations = typeof(SqliteJournal).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Migration))).ToList();
        var operations = migrations.SelectMany(type => ((Migration)Activator.CreateInstance(type)!).UpOperations).ToList();

        Assert.NotEmpty(operations);
        Assert.All(operations, operation => Assert.Contains(operation.GetType(), Additions));
    }
}
