using CleanES.Api.Tests.Projects;
using CleanES.Application.EventSourcing;
using CleanES.Application.Todos;
using CleanES.Domain.Todos;
using CleanES.TestKit;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Api.Tests.Todos;

/// <summary>Todos that belong to a project, and what becomes of them when it is closed.</summary>
public sealed class ProjectTodoTests(Service service) : IClassFixture<Service>
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task A_todo_tells_its_project()
    {
        var project = await _client.CreateProjectAsync();

        var created = await _client.CallAsync(HttpMethod.Post, "/todos", new { label = "Pack books", projectId = project });

        var id = created.Json.GetProperty("id").GetGuid();
        Assert.Equal((201, $$"""{"id":"{{id}}","version":1}"""), (created.Status, created.Body));
        Assert.Equal(
            $$"""{"id":"{{id}}","label":"Pack books","done":false,"version":1,"projectId":"{{project}}"}""", (await _client.FetchAsync($"/todos/{id}")).Body);
        var added = (await _client.FetchAsync($"/todos/{id}/history")).Json.GetProperty("items")[1];
        Assert.Equal(
            ("todo_added_to_project", $$"""{"project_id":"{{project}}"}"""),
            (added.GetProperty("event_type").GetString(), added.GetProperty("event_data").GetRawText()));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("true")]
    [InlineData("\"\"")]
    [InlineData("\"no-uuid\"")]
    [InlineData("{}")]
    [InlineData("[]")]
    public async Task A_project_id_of_a_wrong_type_is_refused(string projectId) =>
        (await _client.CallAsync(HttpMethod.Post, "/todos", $$"""{"label":"Pack books","projectId":{{projectId}}}"""))
            .IsProblem(400, "invalid_request", errorsIn: "projectId");

    [Fact]
    public async Task An_unknown_or_discarded_project_takes_no_todo()
    {
        var discarded = await _client.CreateProjectAsync();
        await _client.CloseProjectAsync(discarded);
        await _client.DiscardProjectAsync(discarded);

        foreach (var projectId in (Guid[])[Guid.CreateVersion7(), discarded])
            (await _client.CallAsync(HttpMethod.Post, "/todos", new { label = "Pack books", projectId })).IsProblem(422, "todo.project_unknown");
    }

    [Fact]
    public async Task A_closed_project_takes_no_todo()
    {
        var projectId = await _client.CreateProjectAsync();
        await _client.CloseProjectAsync(projectId);

        (await _client.CallAsync(HttpMethod.Post, "/todos", new { label = "Pack books", projectId })).IsProblem(422, "project.closed");
    }

    [Fact]
    public async Task A_todo_is_reopened_in_an_open_project_alone()
    {
        var project = await _client.CreateProjectAsync();
        var id = await CreateDoneAsync(project);

        Assert.Equal(200, (await _client.CallAsync(HttpMethod.Post, $"/todos/{id}/reopen")).Status);
        await _client.CallAsync(HttpMethod.Post, $"/todos/{id}/complete");
        await _client.CloseProjectAsync(project);
        (await _client.CallAsync(HttpMethod.Post, $"/todos/{id}/reopen")).IsProblem(422, "project.closed");
        await _client.DiscardProjectAsync(project);
        (await _client.CallAsync(HttpMethod.Post, $"/todos/{id}/reopen")).IsProblem(422, "project.closed");
    }

    [Fact]
    public async Task Closing_a_project_discards_its_open_todos_and_no_others()
    {
        var project = await _client.CreateProjectAsync();
        var elsewhere = await _client.CreateTodoAsync("Buy milk", await _client.CreateProjectAsync());
        var alone = await _client.CreateTodoAsync();
        var done = await CreateDoneAsync(project);
        Guid[] open = [await _client.CreateTodoAsync("Pack books", project), await _client.CreateTodoAsync("Pack cups", project)];

        await _client.CloseProjectAsync(project);
        await service.Settled();

        foreach (var id in open) (await _client.FetchAsync($"/todos/{id}")).IsProblem(404, "not_found");
        foreach (var id in (Guid[])[done, alone, elsewhere]) Assert.Equal(200, (await _client.FetchAsync($"/todos/{id}")).Status);
    }

    [Fact]
    public async Task A_project_that_is_discarded_at_once_leaves_no_open_todo()
    {
        var project = await _client.CreateProjectAsync();
        var open = await _client.CreateTodoAsync("Pack books", project);
        await _client.CloseProjectAsync(project);

        await _client.DiscardProjectAsync(project);
        await service.Settled();

        (await _client.FetchAsync($"/todos/{open}")).IsProblem(404, "not_found");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_todo_that_is_added_in_a_race_with_the_closing_is_discarded(bool discarded)
    {
        var project = await _client.CreateProjectAsync();
        await _client.CloseProjectAsync(project);
        if (discarded) await _client.DiscardProjectAsync(project);

        // What a handler saves that has seen the project open.
        var added = await ServeAsync(scope => scope.GetRequiredService<IEventStore>().SaveAsync(Todo.Create(Guid.CreateVersion7(), "Pack books", project), default));

        await service.Settled();
        (await _client.FetchAsync($"/todos/{added.Id}")).IsProblem(404, "not_found");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_todo_that_is_reopened_in_a_race_with_the_closing_is_discarded(bool discarded)
    {
        var project = await _client.CreateProjectAsync();
        var id = await CreateDoneAsync(project);
        await _client.CloseProjectAsync(project);
        if (discarded) await _client.DiscardProjectAsync(project);

        await ServeAsync(scope => scope.GetRequiredService<IEventStore>().UpdateAsync<Todo>(id, null, todo => todo.Reopen(), default));

        await service.Settled();
        (await _client.FetchAsync($"/todos/{id}")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task To_abandon_a_todo_again_or_one_that_is_done_changes_nothing()
    {
        var open = await _client.CreateTodoAsync();
        var done = await CreateDoneAsync(projectId: null);

        Assert.Equal(1, (await AbandonAsync(open))?.Version);
        Assert.Null(await AbandonAsync(open));
        Assert.Equal(1, (await AbandonAsync(done))?.Version);
        Assert.Equal(200, (await _client.FetchAsync($"/todos/{done}")).Status);
    }

    private async Task<Guid> CreateDoneAsync(Guid? projectId)
    {
        var id = await _client.CreateTodoAsync("Call the movers", projectId);
        await _client.CallAsync(HttpMethod.Post, $"/todos/{id}/complete");
        return id;
    }

    private Task<Saved?> AbandonAsync(Guid id) => ServeAsync(scope => scope.GetRequiredService<IMediator>().Send(new AbandonTodo(id)));

    private async Task<T> ServeAsync<T>(Func<IServiceProvider, Task<T>> serve)
    {
        await using var scope = service.Services.CreateAsyncScope();
        return await serve(scope.ServiceProvider);
    }
}
