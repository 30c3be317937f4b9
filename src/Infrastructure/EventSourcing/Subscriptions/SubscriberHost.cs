using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Schemas;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>Runs every subscriber, each by itself, as long as the service runs.</summary>
internal sealed class SubscriberHost(SubscriberCatalogue subscribers, EventCatalogue events, IServiceProvider services, IHostApplicationLifetime lifetime)
    : BackgroundWork(lifetime)
{
    protected override Task WorkAsync(CancellationToken stopping) =>
        Task.WhenAll(subscribers.All.Select(subscriber => Task.Run(() => RunnerOf(subscriber).RunAsync(stopping), CancellationToken.None)));

    private SubscriberRunner RunnerOf(Subscriber subscriber)
    {
        var wiring = new SubscriberWiring(subscriber, events.All.Select(type => type.Event));
        ISubscriberStep step = subscriber.ReadModel is null
            ? ActivatorUtilities.CreateInstance<EffectStep>(services, subscriber, wiring)
            : ActivatorUtilities.CreateInstance<ProjectionStep>(services, subscriber, wiring);
        return ActivatorUtilities.CreateInstance<SubscriberRunner>(services, subscriber, step);
    }
}
