using System.Text.Json;
using MediatR;

namespace CleanES.Naive;

internal sealed record CreateTodo(string? Label, Guid? ProjectId = null) : IRequest<Saved>;

internal sealed record Saved(Guid Id, long Version);

internal sealed class CreateTodoHandler(NaiveStore store) : IRequestHandler<CreateTodo, Saved>
{
    public async Task<Saved> Handle(CreateTodo request, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        await store.AppendAsync(id, "todo_created", JsonSerializer.Serialize(new { request.Label }));
        return new Saved(id, 0);
    }
}
