using System.Diagnostics;
using System.Text.Json;
using CleanES.Api.Tests.Projects;
using CleanES.Application.Projects;
using CleanES.Application.Todos;
using CleanES.Infrastructure.EventSourcing;
using CleanES.TestKit;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Api.Tests.Todos;

/// <summary>The commands for read models and traces, with a service beside them and without one.</summary>
public sealed class SubscriberCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("api-tests-");
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(1));

    public void Dispose()
    {
        _patience.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Without_a_service_a_projection_is_rebuilt_by_the_command_and_the_old_read_model_pruned()
    {
        await FillAsync(projects: 3);

        Assert.Equal((0, "No read model is unused.\n", ""), await RunAsync("prune"));
        Assert.Equal((0, "project-list is rebuilt.\n", ""), await RunAsync("rebuild", "project-list"));
        Assert.Equal(("waiting", 3, JsonValueKind.Null), await StatusAsync());

        var (_, dry, _) = await RunAsync("prune", "--dry-run");
        var old = Assert.Single(dry.TrimEnd().Split('\n'));
        Assert.Matches(@"readmodels.project-list-[0-9a-f]{8}\.db$", old);
        Assert.True(File.Exists(old));
        Assert.Equal([old], JsonElement.Parse((await RunAsync("prune", "--json")).Output).GetProperty("files").EnumerateArray().Select(file => file.GetString()));
        Assert.False(File.Exists(old));

        await using var service = CommandLine.Build(_folder.FullName) as IAsyncDisposable;
        Assert.Equal(3, (await SendAsync(((Microsoft.Extensions.Hosting.IHost)service!).Services, new ListProjects(1, 20, MinPosition: null))).Total);
    }

    [Fact]
    public async Task A_rebuild_that_is_only_begun_is_done_when_the_service_runs()
    {
        await FillAsync(projects: 1);

        Assert.Equal((0, "project-list is being rebuilt; subscribers list tells how far it is.\n", ""), await RunAsync("rebuild", "project-list", "--no-wait"));
        Assert.Contains("waiting, rebuilt up to 0 of 1", (await RunAsync("list")).Output, StringComparison.Ordinal);

        using var service = CommandLine.Build(_folder.FullName);
        await service.StartAsync(_patience.Token);
        await Eventually.IsAsync(StatusAsync, status => status == ("running", 1, JsonValueKind.Null));
        await service.StopAsync(_patience.Token);
    }

    [Fact]
    public async Task A_paused_projection_is_not_rebuilt()
    {
        await FillAsync(projects: 1);
        await RunAsync("pause", "project-list");

        var (exitCode, output, errors) = await RunAsync("rebuild", "project-list");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("project-list is paused", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_service_rebuilds_what_the_command_waits_for()
    {
        await using var service = new Service();
        var client = service.CreateClient();
        await client.CreateProjectAsync();
        await service.Settled();

        Assert.Equal("""{"projection":"project-list","isRebuilt":true}""", JsonSerializer.Serialize(
            JsonElement.Parse((await CommandLine.RunAsync(Path.GetDirectoryName(service.JournalFile)!, "subscribers", "rebuild", "project-list", "--json")).Output)));

        Assert.Single((await client.CallAsync(HttpMethod.Post, "/subscribers/prune?dryRun=true")).Json.GetProperty("files").EnumerateArray());
        Assert.Equal(202, (await client.CallAsync(HttpMethod.Post, "/subscribers/todo-list/rebuild")).Status);
        await Eventually.IsAsync(
            async () => (await client.FetchAsync("/subscribers")).Json.EnumerateArray().Single(one => one.GetProperty("name").GetString() == "todo-list"),
            status => status.GetProperty("rebuild").ValueKind == JsonValueKind.Null);
        Assert.Equal(2, (await client.CallAsync(HttpMethod.Post, "/subscribers/prune")).Json.GetProperty("files").GetArrayLength());
        Assert.Equal(1, (await client.FetchAsync("/projects")).Json.GetProperty("total").GetInt32());
    }

    /// <summary>By SIGTERM, which does the same. The service that runs it is stopped in its tracks, so that it does not end before.</summary>
    [Fact]
    public async Task A_rebuild_that_is_left_says_how_it_goes_on()
    {
        await FillAsync(projects: 1);
        await using var service = await ServiceProcess.StartAsync(_folder.FullName);
        await SignalAsync("STOP", service.Id);
        using var rebuild = ServiceProcess.Launch(_folder.FullName, ["subscribers", "rebuild", "project-list"]);
        await Eventually.IsAsync(StatusAsync, status => status.Rebuild == JsonValueKind.Object);

        await SignalAsync("TERM", rebuild.Id);
        Assert.Equal("", await rebuild.StandardOutput.ReadToEndAsync(_patience.Token));
        Assert.StartsWith("project-list is not rebuilt yet. ", await rebuild.StandardError.ReadToEndAsync(_patience.Token), StringComparison.Ordinal);
        await rebuild.WaitForExitAsync(_patience.Token);
        Assert.Equal(1, rebuild.ExitCode);

        await SignalAsync("CONT", service.Id);
        await Eventually.IsAsync(StatusAsync, status => status.Rebuild == JsonValueKind.Null);
    }

    [Fact]
    public async Task A_trace_is_the_tree_of_what_followed_from_a_request()
    {
        await using var service = new Service();
        var client = service.CreateClient();
        var project = await client.CreateProjectAsync();
        var todos = new[] { await client.CreateTodoAsync("Pack books", project), await client.CreateTodoAsync("Pack cups", project) };
        await service.Settled();    // else the todos' own events may be what finds the project closed
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        await client.CallAsync(HttpMethod.Post, $"/projects/{project}/close", null, ("traceparent", $"00-{trace}-00f067aa0ba902b7-01"));
        await service.Settled();

        var answer = await client.FetchAsync($"/traces/{trace}");
        var closed = Assert.Single(Assert.Single(answer.Json.EnumerateArray()).GetProperty("events").EnumerateArray());
        var discarded = closed.GetProperty("commands").EnumerateArray().Select(command => Assert.Single(command.GetProperty("events").EnumerateArray()).GetProperty("aggregateId").GetGuid()).ToList();
        Assert.Equal(todos.Order(), discarded.Order());

        var folder = Path.GetDirectoryName(service.JournalFile)!;
        Assert.Equal(JsonSerializer.Serialize(answer.Json), JsonSerializer.Serialize(JsonElement.Parse((await CommandLine.RunAsync(folder, "subscribers", "trace", trace, "--json")).Output)));
        var (exitCode, output, errors) = await CommandLine.RunAsync(folder, "subscribers", "trace", trace);
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Matches($"""
            ^command [0-9a-f-]+
              6  [-0-9T:.]+Z  project_closed  project {project}
                command [0-9a-f-]+
                  7  [-0-9T:.]+Z  todo_discarded  todo {discarded[0]}
                command [0-9a-f-]+
                  8  [-0-9T:.]+Z  todo_discarded  todo {discarded[1]}
            $
            """.ReplaceLineEndings("\n"), output);

        Assert.Empty((await client.FetchAsync("/traces/none")).Json.EnumerateArray());
    }

    /// <summary>As a service that has run and ended leaves it.</summary>
    private async Task FillAsync(int projects)
    {
        using var service = CommandLine.Build(_folder.FullName);
        service.Services.PrepareEventSourcing();
        await service.StartAsync(_patience.Token);
        for (var i = 1; i <= projects; i++) await SendAsync(service.Services, new CreateProject($"Project {i}"));
        await Eventually.IsAsync(StatusAsync, status => status.Position == projects);
        await service.StopAsync(_patience.Token);
    }

    private static async Task<T> SendAsync<T>(IServiceProvider services, IRequest<T> request)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <summary>Of the list of projects.</summary>
    private async Task<(string? State, long Position, JsonValueKind Rebuild)> StatusAsync()
    {
        var status = JsonElement.Parse((await RunAsync("list", "--json")).Output).EnumerateArray().Single(one => one.GetProperty("name").GetString() == "project-list");
        return (status.GetProperty("state").GetString(), status.GetProperty("position").GetInt64(), status.GetProperty("rebuild").ValueKind);
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => CommandLine.RunAsync(_folder.FullName, ["subscribers", .. arguments]);

    private static async Task SignalAsync(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync();
    }
}
