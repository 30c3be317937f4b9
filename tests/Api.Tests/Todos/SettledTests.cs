using CleanES.TestKit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit.Sdk;

namespace CleanES.Api.Tests.Todos;

/// <summary>A test waits for subscribers without knowing positions.</summary>
public sealed class SettledTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task Once_settled_the_list_shows_everything()
    {
        await service.Settled();
        var client = service.CreateClient();
        var ids = await Task.WhenAll(Enumerable.Range(0, 30).Select(number => client.CreateTodoAsync($"number {number}")));
        await client.CallAsync(HttpMethod.Post, $"/todos/{ids[0]}/complete");

        await service.Settled();

        Assert.Equal(30, (await client.FetchAsync("/todos")).Json.GetProperty("total").GetInt32());
        Assert.Equal(1, (await client.FetchAsync("/todos?done=true")).Json.GetProperty("total").GetInt32());
        JournalInvariants.Check(service.JournalFile);
    }

    [Fact]
    public async Task Who_does_not_get_there_is_named_with_its_error()
    {
        await using var broken = new ServiceWithoutReadModels();
        await broken.CreateClient().CreateTodoAsync();
        await broken.Stopped.Task;

        var failure = await Assert.ThrowsAnyAsync<XunitException>(() => broken.Settled(within: TimeSpan.FromMilliseconds(1)));

        Assert.StartsWith("The service has not settled within 00:00:00.001", failure.Message, StringComparison.Ordinal);
        Assert.Matches("\n  projection todo-list is retrying at position 0 of [0-9]+ after [0-9]+ attempts: .+Exception: ", failure.Message);
    }

    private sealed class ServiceWithoutReadModels : Service, ILoggerProvider, ILogger
    {
        public TaskCompletionSource Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("ConnectionStrings:ReadModels", $"Data Source={typeof(Program).Assembly.Location}/{{name}}.db")     // a file where a folder should be
                .ConfigureServices(services => services.AddSingleton<ILoggerProvider>(this));
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && formatter(state, exception).Contains("todo-list", StringComparison.Ordinal)) Stopped.TrySetResult();
        }
    }
}
