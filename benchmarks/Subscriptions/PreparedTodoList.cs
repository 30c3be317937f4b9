using System.Data.Common;
using CleanES.Application.EventSourcing;
using CleanES.Domain.Todos;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CleanES.Benchmarks.Subscriptions;

/// <summary>The sample's list of todos, written by prepared SQL as docs/subscribers.md shows it. An instance lives for a batch, and its commands with it.</summary>
[Projection("todo-list-prepared")]
internal sealed class PreparedTodoList(PreparedTodoListContext tables) :
    INotificationHandler<StoredEvent<Todo.Created>>,
    INotificationHandler<StoredEvent<Todo.LabelChanged>>,
    INotificationHandler<StoredEvent<Todo.Completed>>,
    INotificationHandler<StoredEvent<Todo.Reopened>>,
    INotificationHandler<StoredEvent<Todo.Discarded>>
{
    private DbCommand? _insert, _label, _done, _delete;

    public Task Handle(StoredEvent<Todo.Created> stored, CancellationToken cancellation) => RunAsync(
        _insert ??= Prepare("INSERT INTO Items (Id, CreatedPosition, Label, SearchLabel, Done) VALUES (@0, @1, @2, @3, 0)", parameters: 4), cancellation,
        Text(stored.AggregateId), stored.Position, stored.Event.Label, stored.Event.Label.ToUpperInvariant());

    public Task Handle(StoredEvent<Todo.LabelChanged> stored, CancellationToken cancellation) => RunAsync(
        _label ??= Prepare("UPDATE Items SET Label = @1, SearchLabel = @2 WHERE Id = @0", parameters: 3), cancellation,
        Text(stored.AggregateId), stored.Event.Label, stored.Event.Label.ToUpperInvariant());

    public Task Handle(StoredEvent<Todo.Completed> stored, CancellationToken cancellation) => SetDoneAsync(stored, true, cancellation);

    public Task Handle(StoredEvent<Todo.Reopened> stored, CancellationToken cancellation) => SetDoneAsync(stored, false, cancellation);

    public Task Handle(StoredEvent<Todo.Discarded> stored, CancellationToken cancellation) =>
        RunAsync(_delete ??= Prepare("DELETE FROM Items WHERE Id = @0", parameters: 1), cancellation, Text(stored.AggregateId));

    private Task SetDoneAsync(StoredEvent stored, bool done, CancellationToken cancellation) => RunAsync(
        _done ??= Prepare("UPDATE Items SET Done = @1 WHERE Id = @0", parameters: 2), cancellation, Text(stored.AggregateId), done);

    private DbCommand Prepare(string sql, int parameters)
    {
        var command = tables.Database.GetDbConnection().CreateCommand();
        (command.CommandText, command.Transaction) = (sql, tables.Database.CurrentTransaction!.GetDbTransaction());
        for (var i = 0; i < parameters; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@{i}";
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static async Task RunAsync(DbCommand command, CancellationToken cancellation, params object[] values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        if (await command.ExecuteNonQueryAsync(cancellation) != 1) throw new InvalidOperationException($"A todo is not in the list: {command.CommandText}");
    }

    private static string Text(Guid id) => id.ToString("D");
}
