using System.Text.Json;

namespace CleanES.Fault.Tests.Todos;

/// <summary>Clients that make todos of their own, change them, and all relabel one that they share.</summary>
internal sealed class TodoTraffic : ITraffic
{
    private Saved? _shared;

    public string Projection => "todo-list";

    public async Task WorkAsync(Caller caller)
    {
        var label = Caller.NewMark();
        if (await caller.SendAsync(HttpMethod.Post, "/todos", new { label }, new Change("todo_created", label)) is not { } todo) return;
        if (Interlocked.CompareExchange(ref _shared, todo, null) is not { } shared) return;

        if (!await RelabelAsync(caller, todo.Id, version: 1)) return;
        if (!await SendAsync(caller, HttpMethod.Post, $"/todos/{todo.Id}/complete", new Change("todo_completed", Mark: null, todo.Id, 2))) return;
        if (!await RelabelAsync(caller, shared.Id, version: null)) return;
        if (label[0] > '7') await SendAsync(caller, HttpMethod.Delete, $"/todos/{todo.Id}", new Change("todo_discarded", Mark: null, todo.Id, 3));
    }

    public IReadOnlyList<string> Fold(IReadOnlyList<Row> journal)
    {
        OrderedDictionary<string, Item> todos = [];
        foreach (var row in journal)
        {
            if (row.EventType == "todo_discarded") todos.Remove(row.AggregateId);
            else if (Fold(todos.GetValueOrDefault(row.AggregateId), row) is { } item) todos[row.AggregateId] = item;
        }

        return [.. todos.Select(todo => $"{todo.Key} {todo.Value}")];
    }

    public Task<IReadOnlyList<string>> ListAsync(HttpClient http, long? position) => http.ListAsync("/todos", position, item =>
        $"{item.GetProperty("id")} {new Item(item.GetProperty("label").GetString()!, item.GetProperty("done").GetBoolean())}");

    private static Task<bool> RelabelAsync(Caller caller, Guid id, long? version)
    {
        var label = Caller.NewMark();
        return SendAsync(caller, HttpMethod.Put, $"/todos/{id}/label", new Change("todo_label_changed", label, id, version), new { label });
    }

    private static async Task<bool> SendAsync(Caller caller, HttpMethod method, string path, Change change, object? body = null) =>
        await caller.SendAsync(method, path, body, change) is not null;

    private static Item? Fold(Item? before, Row row) => (before, row.EventType) switch
    {
        (null, "todo_created") => new Item(Label(row), Done: false),
        (not null, "todo_label_changed") => before with { Label = Label(row) },
        (not null, "todo_completed") => before with { Done = true },
        (not null, "todo_added_to_project") => before,
        (not null, "todo_reopened") => before with { Done = false },
        (null, _) when !row.EventType.StartsWith("todo_", StringComparison.Ordinal) => null,
        _ => throw new InvalidOperationException($"{row} does not follow on {before}."),
    };

    private static string Label(Row row) => JsonDocument.Parse(row.EventData).RootElement.GetProperty("label").GetString()!;

    private sealed record Item(string Label, bool Done);
}
