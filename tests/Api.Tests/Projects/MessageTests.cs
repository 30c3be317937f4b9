using CleanES.TestKit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CleanES.Api.Tests.Projects;

public sealed class MessageTests(MessageTests.LoggingService service) : IClassFixture<MessageTests.LoggingService>
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task The_closing_of_a_project_is_logged_once_under_the_id_of_the_event()
    {
        var id = await _client.CreateProjectAsync();
        var name = ProjectRequests.UniqueName();
        await _client.RenameProjectAsync(id, name);
        await _client.CloseProjectAsync(id);
        await _client.CloseProjectAsync(id);

        await service.Settled();

        Assert.Equal([$"Message {await ClosingOfAsync(id)}: Project \"{name}\" is closed."], Messages(name));
    }

    [Fact]
    public async Task A_project_that_is_discarded_meanwhile_is_named_all_the_same()
    {
        var name = ProjectRequests.UniqueName();
        var id = await _client.CreateProjectAsync(name);
        await _client.CloseProjectAsync(id);
        await _client.DiscardProjectAsync(id);

        await service.Settled();

        Assert.Equal([$"Message {await ClosingOfAsync(id)}: Project \"{name}\" is closed."], Messages(name));
    }

    private async Task<string?> ClosingOfAsync(Guid id) => (await _client.FetchAsync($"/projects/{id}/history")).Json.GetProperty("items").EnumerateArray()
        .Single(stored => stored.GetProperty("event_type").GetString() == "project_closed").GetProperty("event_id").GetString();

    private IEnumerable<string> Messages(string name) => service.Log
        .Where(entry => entry.Level == LogLevel.Information && entry.Message.StartsWith("Message ", StringComparison.Ordinal))
        .Select(entry => entry.Message.Trim())
        .Where(message => message.Contains(name, StringComparison.Ordinal));

    public sealed class LoggingService : Service
    {
        internal LogEntries Log { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(Log));
        }
    }
}
