using System.Reflection;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;
using CleanES.Application.Projects;
using CleanES.Domain.EventSourcing;
using CleanES.Domain.Projects;
using CleanES.Domain.Todos;
using CleanES.Infrastructure.EventSourcing.Schemas;
using CleanES.Infrastructure.Todos;
using CleanES.TestKit;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Docs.Tests;

/// <summary>That a block does what its page says of it.</summary>
/// <param name="Fragment">Found in that block of the page alone.</param>
internal sealed record Run(string Page, string Fragment, Func<Compiled, Task> Act);

internal static class Runs
{
    private const string Readme = "README.md";
    private const string Django = "docs/coming-from-djangoevents.md";

    public static IReadOnlyList<Run> All { get; } =
    [
        new(Readme, "record CompleteTodo", CompletesATodo),
        new(Readme, "record LabelChanged", ChangesALabel),
        new(Readme, "class DoneTodosProjection", ListsWhatIsDone),
        new(Readme, "class WeeklyChores", ReopensWhatComesEveryWeek),
        new(Readme, "record Renamed", ClaimsAName),
        new(Readme, "app.Use", KeepsTheTenant),
        new(Readme, "journal.FollowAsync", FollowsTheJournal),
        new(Readme, "Given<Todo>", shown => shown.RunAsync()),
        new(Readme, "class ClosingTests", PassesItsTests),
        new(Django, "class Todo ", CreatesATodo),
        new(Django, "events.SaveAsync", StoresAndLoads),
        new(Django, "class TodoListProjection", ListsTodos),
        new(Django, "journal.FollowAsync", FollowsTheJournal),
        new("docs/evolution.md", "class ProjectNameKey", GivesAKey),
        new("docs/evolution.md", "class ItemByItem", SplitsItemByItem),
        new("docs/snapshots.md", "class Account", KeepsItsBalances),
        new("docs/snapshots.md", "ThenASnapshotKeepsAll", shown => shown.RunAsync()),
        new("docs/subscribers.md", "class ProjectNames(", ListsNames),
        new("docs/subscribers.md", "class Welcome", SendsTwoMessagesOnce),
    ];

    private static async Task CompletesATodo(Compiled shown)
    {
        await using var service = await ShownService.StartAsync(shown);
        var id = await service.SaveAsync(Todo.Create(Guid.CreateVersion7(), "milk"));

        await service.SendAsync((IRequest<Saved>)Activator.CreateInstance(shown["CompleteTodo"], id, null)!);
        Assert.True((await service.Events.LoadAsync<Todo>(id, default)).Done);
    }

    private static async Task ChangesALabel(Compiled shown)
    {
        await using var service = await ShownService.StartAsync(shown);
        dynamic todo = Make(shown, "Todo", "Create", "milk", null);
        todo.ChangeLabel("bread");
        Guid id = await service.SaveAsync(todo);

        Assert.Equal("bread", ((dynamic)await LoadAsync(service, shown["Todo"], id)).Label);
    }

    private static async Task ListsWhatIsDone(Compiled shown)
    {
        await using var service = await ShownService.StartAsync(shown);
        var (stays, reopened) = (Todo.Create(Guid.CreateVersion7(), "milk"), Todo.Create(Guid.CreateVersion7(), "bread"));
        foreach (var todo in new[] { stays, reopened }) todo.Complete();
        reopened.Reopen();
        await service.Events.SaveAsync([stays, reopened], default);

        await service.ReachedAsync("done-todos");
        Assert.Equal(stays.Id, Assert.Single(Rows(service, shown["DoneTodosContext"], "Todos"))["Id"]!.GetValue<Guid>());
    }

    private static async Task ReopensWhatComesEveryWeek(Compiled shown)
    {
        await using var service = await ShownService.StartAsync(shown);
        var (chore, once) = (Todo.Create(Guid.CreateVersion7(), "Every week: water"), Todo.Create(Guid.CreateVersion7(), "milk"));
        foreach (var todo in new[] { chore, once }) todo.Complete();
        await service.Events.SaveAsync([chore, once], default);

        await service.ReachedAsync("weekly-chores");
        Assert.False((await service.Events.LoadAsync<Todo>(chore.Id, default)).Done);
        Assert.True((await service.Events.LoadAsync<Todo>(once.Id, default)).Done);
    }

    private static async Task ClaimsAName(Compiled shown)
    {
        await using var service = await ShownService.StartAsync(shown);
        dynamic first = Make(shown, "Project", "Create", "Move house");
        first.Rename("Move flat");
        await service.SaveAsync(first);

        await service.SaveAsync(Make(shown, "Project", "Create", "Move house"));     // its old name is free again
        await Assert.ThrowsAsync<ClaimTakenException>(() => service.SaveAsync(Make(shown, "Project", "Create", "MOVE FLAT")));
    }

    private static async Task KeepsTheTenant(Compiled shown)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddScoped<CommandContext>();
        await using var app = builder.Build();
        await shown.RunAsync(app);
        app.Run(_ => Task.CompletedTask);

        await using var scope = app.Services.CreateAsyncScope();
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim("tenant", "acme")]));
        await ((IApplicationBuilder)app).Build()(new DefaultHttpContext { RequestServices = scope.ServiceProvider, User = user });
        Assert.Equal("acme", (string?)scope.ServiceProvider.GetRequiredService<CommandContext>().More["tenant"]);
    }

    private static async Task FollowsTheJournal(Compiled shown)
    {
        await using var service = await ShownService.StartAsync(shown);
        var (console, told) = (Console.Out, new StringWriter());
        Console.SetOut(told);
        var following = shown.RunAsync(service.Journal);
        for (var batch = 0; batch < 10; batch++)
            await service.Events.SaveAsync([.. Enumerable.Range(1, 100).Select(i => Todo.Create(Guid.CreateVersion7(), $"todo {i}"))], default);

        await following.WaitAsync(TimeSpan.FromSeconds(30));     // it ends by itself
        Console.SetOut(console);
        Assert.Contains("todo 100", told.ToString(), StringComparison.Ordinal);
    }

    private static async Task PassesItsTests(Compiled shown)
    {
        var tests = shown.Types.SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttribute<FactAttribute>() is not null).ToList();
        Assert.NotEmpty(tests);
        foreach (var test in tests)
        {
            using var service = new Service();
            await (Task)test.Invoke(Activator.CreateInstance(test.DeclaringType!, service), null)!;
        }
    }

    private static async Task CreatesATodo(Compiled shown)
    {
        await using var service = await ShownService.StartAsync(shown);
        var id = await service.SaveAsync(Make(shown, "Todo", "Create", "milk"));

        Assert.Equal("milk", ((dynamic)await LoadAsync(service, shown["Todo"], id)).Label);
    }

    private static async Task StoresAndLoads(Compiled shown)
    {
        await using var service = await ShownService.StartAsync(shown);
        var todo = Todo.Create(Guid.CreateVersion7(), "milk");
        for (var i = 0; i < 10; i++) todo.ChangeLabel($"milk, {i} pints");
        await service.SaveAsync(todo);

        await shown.RunAsync(service.Events, service.Journal, todo.Id, DateTimeOffset.UtcNow.AddHours(1));
        Assert.Equal("bread", (await service.Events.LoadAsync<Todo>(todo.Id, default)).Label);
        Assert.Equal(13, await service.Journal.HeadAsync(default));
    }

    private static async Task ListsTodos(Compiled shown)
    {
        await using var service = await ShownService.StartAsync(shown);
        await service.SaveAsync(Todo.Create(Guid.CreateVersion7(), "milk"));

        await service.ReachedAsync("todo-list");
        Assert.Equal("milk", Assert.Single(Rows(service, typeof(TodoListContext), nameof(TodoListContext.Items)))["Label"]!.GetValue<string>());
    }

    private static Task GivesAKey(Compiled shown)
    {
        var upcaster = (IUpcaster)Activator.CreateInstance(shown["ProjectNameKey"])!;
        Assert.Equal("MOVE FLAT", (string?)upcaster.Upcast(new JsonObject { ["name"] = " Move flat " }, null!)["key"]);
        return Task.CompletedTask;
    }

    private static Task SplitsItemByItem(Compiled shown)
    {
        var upcaster = (ISplittingUpcaster)Activator.CreateInstance(shown["ItemByItem"])!;
        var items = upcaster.Split(new JsonObject { ["items"] = new JsonArray("milk", "bread") }, null!);
        Assert.Equal(["milk", "bread"], items.Select(item => (string?)item.Data["item"]));
        return Task.CompletedTask;
    }

    private static async Task KeepsItsBalances(Compiled shown)
    {
        await using var service = await ShownService.StartAsync(shown, schemas: false);
        dynamic account = Make(shown, "Account", "Open", "Ann");
        for (var i = 0; i < 300; i++) account.Deposit("PLN", 10L);
        Guid id = await service.SaveAsync(account);

        var loaded = await LoadAsync(service, shown["Account"], id);
        var state = shown["Account"].GetInterface("ISnapshots`1")!.GetMethod("Take")!.Invoke(loaded, null)!;
        Assert.Equal(3000, JsonSerializer.SerializeToElement(state, state.GetType()).GetProperty("Balances").GetProperty("PLN").GetInt64());
    }

    private static async Task ListsNames(Compiled shown)
    {
        await using var service = await ShownService.StartAsync(shown);
        var id = await service.SaveAsync(Project.Create(Guid.CreateVersion7(), "Move house"));

        await service.ReachedAsync("project-names");
        var row = Assert.Single(Rows(service, shown["ProjectNamesContext"], "Names"));
        Assert.Equal((id, "Move house"), (row["Id"]!.GetValue<Guid>(), row["Name"]!.GetValue<string>()));
    }

    private static async Task SendsTwoMessagesOnce(Compiled shown)
    {
        var outbox = new Outbox();
        await using var service = await ShownService.StartAsync(shown, replace: services => services.AddSingleton<IMessageSender>(outbox));
        await service.SaveAsync(Project.Create(Guid.CreateVersion7(), "Move house"));

        await service.ReachedAsync("welcome");
        Assert.Equal(["Your project is ready.", "There is a new project."], outbox.Sent.Select(message => message.Text));
        Assert.Distinct(outbox.Sent.Select(message => message.Key));
    }

    private static AggregateRoot Make(Compiled shown, string aggregate, string method, params object?[] arguments) =>
        (AggregateRoot)shown[aggregate].GetMethod(method)!.Invoke(null, [Guid.CreateVersion7(), .. arguments])!;

    private static async Task<object> LoadAsync(ShownService service, Type aggregate, Guid id)
    {
        var load = (Task)typeof(IEventStore).GetMethod(nameof(IEventStore.LoadAsync))!.MakeGenericMethod(aggregate).Invoke(service.Events, [id, default(CancellationToken)])!;
        await load;
        return load.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(load)!;
    }

    /// <summary>The rows of a read model's table, whose class is hidden from here.</summary>
    private static List<JsonNode> Rows(ShownService service, Type context, string table)
    {
        var rows = (IQueryable<object>)context.GetProperty(table)!.GetValue(service.Get(context))!;
        return [.. rows.AsEnumerable().Select(row => JsonSerializer.SerializeToNode(row, row.GetType())!)];
    }

    private sealed class Outbox : IMessageSender
    {
        public List<Message> Sent { get; } = [];

        public Task SendAsync(Message message, CancellationToken cancellation)
        {
            Sent.Add(message);
            return Task.CompletedTask;
        }
    }
}
