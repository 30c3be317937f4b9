using CleanES.Application.EventSourcing;
using CleanES.TestKit;

namespace CleanES.Api.Tests.Todos;

/// <summary>What callers are told when the store fails, and what is stored then.</summary>
public sealed class StoreFailureTests : IDisposable
{
    private readonly Service _service = new();

    private HttpClient Client => _service.CreateClient();

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Without_its_journal_nothing_is_stored_and_another_try_is_advised()
    {
        var id = await Client.CreateTodoAsync("milk");
        _service.Failures.BeforeSave(new JournalUnavailableException("The disk is gone."), times: 2);

        foreach (var refused in new[]
        {
            await Client.CallAsync(HttpMethod.Post, "/todos", new { label = "bread" }),
            await Client.CallAsync(HttpMethod.Put, $"/todos/{id}/label", new { label = "bread" }),
        })
        {
            refused.IsProblem(503, "journal_unavailable");
            Assert.Equal("1", refused.Headers["Retry-After"]);
        }

        Assert.Equal(200, (await Client.CallAsync(HttpMethod.Put, $"/todos/{id}/label", new { label = "bread" })).Status);
        await _service.Settled();
        Assert.Equal(2, (await Client.FetchAsync($"/todos/{id}/history")).Json.GetProperty("items").GetArrayLength());
        Assert.Equal(1, (await Client.FetchAsync("/todos")).Json.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task After_an_unknown_outcome_the_change_may_be_there()
    {
        var id = await Client.CreateTodoAsync("milk");
        _service.Failures.AfterSave(new OutcomeUnknownException(new IOException("The line is cut.")));

        var unknown = await Client.CallAsync(HttpMethod.Put, $"/todos/{id}/label", new { label = "bread" });

        unknown.IsProblem(503, "outcome_unknown");
        Assert.Equal("bread", (await Client.FetchAsync($"/todos/{id}")).Json.GetProperty("label").GetString());

        _service.Failures.AfterSave(new OutcomeUnknownException(new IOException("The line is cut.")));
        (await Client.CallAsync(HttpMethod.Post, "/todos", new { label = "eggs" })).IsProblem(503, "outcome_unknown");
        await _service.Settled();
        Assert.Contains("eggs", (await Client.FetchAsync("/todos")).Body, StringComparison.Ordinal);
        JournalInvariants.Check(_service.JournalFile);
    }

    [Fact]
    public async Task What_cannot_be_loaded_is_not_shown_until_it_can()
    {
        var id = await Client.CreateTodoAsync();
        _service.Failures.OnLoad(new JournalUnavailableException("The disk is gone."), StoreFailures.Always);

        for (var i = 0; i < 3; i++) (await Client.FetchAsync($"/todos/{id}")).IsProblem(503, "journal_unavailable");
        (await Client.CallAsync(HttpMethod.Post, $"/todos/{id}/complete")).IsProblem(503, "journal_unavailable");

        _service.Failures.Clear();
        Assert.False((await Client.FetchAsync($"/todos/{id}")).Json.GetProperty("done").GetBoolean());
    }

    [Fact]
    public async Task A_save_without_anything_to_store_meets_no_failure()
    {
        var id = await Client.CreateTodoAsync("milk");
        _service.Failures.BeforeSave(new JournalUnavailableException("The disk is gone."));

        Assert.Equal(200, (await Client.CallAsync(HttpMethod.Put, $"/todos/{id}/label", new { label = "milk" })).Status);
        (await Client.CallAsync(HttpMethod.Put, $"/todos/{id}/label", new { label = "bread" })).IsProblem(503, "journal_unavailable");
    }
}
