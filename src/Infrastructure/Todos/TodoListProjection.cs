using CleanES.Application.EventSourcing;
using CleanES.Domain.Todos;
using MediatR;

namespace CleanES.Infrastructure.Todos;

[Projection("todo-list")]
internal sealed class TodoListProjection(TodoListContext tables) :
    INotificationHandler<StoredEvent<Todo.Created>>,
    INotificationHandler<StoredEvent<Todo.LabelChanged>>,
    INotificationHandler<StoredEvent<Todo.Completed>>,
    INotificationHandler<StoredEvent<Todo.Reopened>>,
    INotificationHandler<StoredEvent<Todo.Discarded>>
{
    public Task Handle(StoredEvent<Todo.Created> stored, CancellationToken cancellation)
    {
        tables.Items.Add(new TodoListItem
        {
            Id = stored.AggregateId,
            CreatedPosition = stored.Position,
            Label = stored.Event.Label,
            SearchLabel = stored.Event.Label.ToUpperInvariant(),
        });
        return Task.CompletedTask;      // the runner saves rows and checkpoint in one transaction
    }

    public async Task Handle(StoredEvent<Todo.LabelChanged> stored, CancellationToken cancellation)
    {
        var item = await ItemOf(stored, cancellation);
        item.Label = stored.Event.Label;
        item.SearchLabel = stored.Event.Label.ToUpperInvariant();
    }

    public async Task Handle(StoredEvent<Todo.Completed> stored, CancellationToken cancellation) =>
        (await ItemOf(stored, cancellation)).Done = true;

    public async Task Handle(StoredEvent<Todo.Reopened> stored, CancellationToken cancellation) =>
        (await ItemOf(stored, cancellation)).Done = false;

    public async Task Handle(StoredEvent<Todo.Discarded> stored, CancellationToken cancellation) =>
        tables.Items.Remove(await ItemOf(stored, cancellation));

    private async Task<TodoListItem> ItemOf(StoredEvent stored, CancellationToken cancellation) =>
        await tables.Items.FindAsync([stored.AggregateId], cancellation)
        ?? throw new InvalidOperationException($"Todo {stored.AggregateId} is not in the list, though it was created before position {stored.Position}.");
}
