using System.Collections.Concurrent;
using CleanES.Application.OrderLines;
using CleanES.Domain.OrderLines;
using CleanES.TestKit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Api.Tests.OrderLines;

public sealed class WelcomeMailTests(WelcomeMailTests.SendingService service) : IClassFixture<WelcomeMailTests.SendingService>
{
    [Fact]
    public async Task It_sends_once_for_each_event_under_a_key_of_its_own()
    {
        using var client = service.CreateClient();      // starts the service: events of before are no news
        var first = await service.Given<OrderLine>(Example.Of<OrderLine.AmountChanged>());
        var second = await service.Given<OrderLine>(Example.Of<OrderLine.AmountChanged>());

        await service.Settled();

        Assert.Equal([first, second], service.Sent.Select(sent => sent.OrderLineId));
        Assert.Equal(2, service.Sent.Select(sent => sent.Key).Distinct().Count());
    }

    public sealed class SendingService : Service, IWelcomeMailSender
    {
        internal ConcurrentQueue<(Guid Key, Guid OrderLineId)> Sent { get; } = new();

        public Task SendAsync(Guid key, Guid orderLineId, CancellationToken cancellation)
        {
            Sent.Enqueue((key, orderLineId));
            return Task.CompletedTask;
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureTestServices(services => services.AddSingleton<IWelcomeMailSender>(this));
        }
    }
}
