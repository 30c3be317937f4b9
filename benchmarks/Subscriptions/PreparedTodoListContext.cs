using CleanES.Infrastructure.EventSourcing.Subscriptions;
using CleanES.Infrastructure.Todos;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Benchmarks.Subscriptions;

/// <summary>The same table as the sample's, in a read model of its own.</summary>
internal sealed class PreparedTodoListContext(DbContextOptions<PreparedTodoListContext> options) : ReadModelContext(options)
{
    public DbSet<TodoListItem> Items => Set<TodoListItem>();
}
