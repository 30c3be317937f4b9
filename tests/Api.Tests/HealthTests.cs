using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.TestKit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Api.Tests;

public sealed class HealthTests(Service service, HealthTests.FailingService failing) : IClassFixture<Service>, IClassFixture<HealthTests.FailingService>
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_service_that_works_is_healthy(string path)
    {
        var answer = await service.CreateClient().FetchAsync(path);

        Assert.Equal((200, """{"status":"healthy"}"""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task A_stopped_subscriber_degrades_but_stops_nothing()
    {
        var answer = await failing.CreateClient().FetchAsync("/health/subscribers");

        Assert.Equal((200, "degraded"), (answer.Status, answer.Json.GetProperty("status").GetString()));
        var subscriber = answer.Json.GetProperty("subscribers")[0];
        Assert.Equal("stopped", subscriber.GetProperty("state").GetString());
        Assert.Equal("IOException", subscriber.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Without_its_journal_a_service_lives_but_is_not_ready()
    {
        (await failing.CreateClient().FetchAsync("/health/ready")).IsProblem(503, "journal_unavailable");
        Assert.Equal(200, (await failing.CreateClient().FetchAsync("/health/live")).Status);
    }

    public sealed class FailingService : Service, IJournal, ISubscribers
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureServices(services => services.AddSingleton<IJournal>(this).AddSingleton<ISubscribers>(this));
        }

        public Task<long> HeadAsync(CancellationToken cancellation) => throw new JournalUnavailableException("The disk is gone.");

        public IAsyncEnumerable<EventEnvelope> HistoryAsync<TAggregate>(Guid id, CancellationToken cancellation) where TAggregate : AggregateRoot =>
            throw new JournalUnavailableException("The disk is gone.");

        public IAsyncEnumerable<EventEnvelope> HistoryAsync<TAggregate>(Guid id, HistoryRange range, CancellationToken cancellation)
            where TAggregate : AggregateRoot => throw new JournalUnavailableException("The disk is gone.");

        public IAsyncEnumerable<StoredEvent> FollowAsync(long after, CancellationToken cancellation) =>
            throw new JournalUnavailableException("The disk is gone.");

        public Task<IReadOnlyList<SubscriberStatus>> ListAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<SubscriberStatus>>(
            [new SubscriberStatus("todo-list", "projection", "stopped", 3, 4, 5.5, 0, 8, "IOException: /secret: the disk is gone.", DateTimeOffset.UnixEpoch)]);
    }
}
