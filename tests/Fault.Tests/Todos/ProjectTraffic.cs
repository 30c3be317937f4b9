using System.Text.Json;
using CleanES.Application.Projects;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Fault.Tests.Todos;

/// <summary>
/// Clients that make projects, want one of a few names for them, put a todo into each, close and discard them: claims, a process manager
/// and an effect that sends messages.
/// </summary>
internal sealed class ProjectTraffic : ITraffic, IDouble, IMessageSender
{
    private const int ContestedNames = 4;
    private const string Sent = "sent";

    private Ledger? _ledger;

    public string Projection => "project-list";

    public async Task WorkAsync(Caller caller)
    {
        var name = Caller.NewMark();
        if (await caller.SendAsync(HttpMethod.Post, "/projects", new { name }, new Change("project_created", name)) is not { } project) return;

        var contested = $"contested {name[0] % ContestedNames}";
        if (!await SendAsync(HttpMethod.Put, "/name", new Change("project_renamed", contested, project.Id, 1), new { name = contested })) return;

        // Its creation and its joining the project are stored together, and answered with the second.
        var joined = new Change("todo_added_to_project", $"{project.Id}");
        if (await caller.SendAsync(HttpMethod.Post, "/todos", new { label = Caller.NewMark(), projectId = project.Id }, joined) is not { } todo) return;
        if (name[1] > '7' && await caller.SendAsync(HttpMethod.Post, $"/todos/{todo.Id}/complete", null, new Change("todo_completed", Mark: null, todo.Id, 2)) is null) return;

        if (!await SendAsync(HttpMethod.Post, "/close", new Change("project_closed", contested, project.Id, 2))) return;
        await SendAsync(HttpMethod.Delete, "", new Change("project_discarded", Mark: null, project.Id, 3));

        async Task<bool> SendAsync(HttpMethod method, string path, Change change, object? body = null) =>
            await caller.SendAsync(method, $"/projects/{project.Id}{path}", body, change) is not null;
    }

    /// <summary>What joins a project is created in the same save; what the process manager discards has the closing as its cause.</summary>
    public bool Follows(Row row, IReadOnlyList<Row> journal) => row.EventType switch
    {
        "todo_created" => journal.ElementAtOrDefault((int)row.Position) is { EventType: "todo_added_to_project" } next && next.AggregateId == row.AggregateId,
        "todo_discarded" => JsonElement.Parse(row.Metadata).GetProperty("causation_id").ValueKind == JsonValueKind.String,
        _ => false,
    };

    public IReadOnlyList<string> Fold(IReadOnlyList<Row> journal)
    {
        var projects = new Projects(journal);
        return [.. projects.Live.Select(one => $"{one.Key} {one.Value} {projects.Todos(one.Key, done: false)} {projects.Todos(one.Key, done: true)}")];
    }

    public Task<IReadOnlyList<string>> ListAsync(HttpClient http, long? position) => http.ListAsync("/projects", position, item =>
        $"{item.GetProperty("id")} {new Item(item.GetProperty("name").GetString()!, item.GetProperty("closed").GetBoolean())} {item.GetProperty("open")} {item.GetProperty("done")}");

    public string Verify(IReadOnlyList<Row> journal, Files files)
    {
        var projects = new Projects(journal);
        Assert.Equal(
            projects.Live.Select(one => $"project.name={one.Value.Name.ToUpperInvariant()} {one.Key}").Order(StringComparer.Ordinal),
            Journal.Claims(files).Order(StringComparer.Ordinal));

        var closings = journal.Where(row => row.EventType == "project_closed").ToList();
        Assert.All(closings, closing => Assert.Equal(0, projects.Todos(closing.AggregateId, done: false)));

        var messages = Ledger.Read(files, Sent);
        if (files.Ledger is not null) Assert.Empty(closings.Select(closing => closing.EventId).Except(messages));
        var abandoned = journal.Count(row => row.EventType == "todo_discarded" && Follows(row, journal));
        return $"{closings.Count} projects closed, {abandoned} todos abandoned, {messages.Count} messages, {projects.Live.Count} names held";
    }

    public void Register(IServiceCollection services, Ledger ledger)
    {
        _ledger = ledger;
        services.AddSingleton<IMessageSender>(this);
    }

    /// <summary>In the service's process.</summary>
    public Task SendAsync(Message message, CancellationToken cancellation)
    {
        _ledger!.Append(Sent, $"{message.Key}");
        return Task.CompletedTask;
    }

    private sealed record Item(string Name, bool Closed);

    /// <summary>Folded from the journal.</summary>
    private sealed class Projects
    {
        private readonly Dictionary<string, (string Project, bool Done)> _todos = [];

        public Projects(IReadOnlyList<Row> journal)
        {
            foreach (var row in journal) Apply(row);
        }

        public OrderedDictionary<string, Item> Live { get; } = [];

        public int Todos(string project, bool done) => _todos.Values.Count(todo => todo == (project, done));

        private void Apply(Row row)
        {
            switch (row.EventType)
            {
                case "project_created" or "project_renamed":
                    Live[row.AggregateId] = new Item(Text(row, "name"), Closed: false);
                    break;
                case "project_closed":
                    Live[row.AggregateId] = Live[row.AggregateId] with { Closed = true };
                    break;
                case "project_discarded":
                    Live.Remove(row.AggregateId);
                    break;
                case "todo_added_to_project":
                    _todos[row.AggregateId] = (Text(row, "project_id"), false);
                    break;
                case "todo_completed" or "todo_reopened" when _todos.TryGetValue(row.AggregateId, out var todo):
                    _todos[row.AggregateId] = todo with { Done = row.EventType == "todo_completed" };
                    break;
                case "todo_discarded":
                    _todos.Remove(row.AggregateId);
                    break;
            }
        }

        private static string Text(Row row, string field) => JsonElement.Parse(row.EventData).GetProperty(field).GetString()!;
    }
}
