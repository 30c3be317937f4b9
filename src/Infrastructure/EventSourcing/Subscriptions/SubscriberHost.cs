using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>Runs every subscriber, each by itself, as long as the service runs.</summary>
internal sealed class SubscriberHost(
    SubscriberCatalogue subscribers, IJournalDatabase database, JournalHead head, IServiceProvider services, IHostApplicationLifetime lifetime) : BackgroundWork(lifetime)
{
    /// <summary>How long what has been begun may take when the process is asked to end; the host itself waits a little longer.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    /// <summary>Whether this process is a service that runs them.</summary>
    public bool IsRunning => IsServing;

    /// <summary>Where there is no service there may be no journal either: then it is told, and none is made.</summary>
    /// <exception cref="StartupException"/>
    public void EnsureJournal()
    {
        if (!IsRunning) database.ConnectForReading(atOneMoment: false).Dispose();
    }

    protected override async Task WorkAsync(CancellationToken stopping)
    {
        using var grace = new CancellationTokenSource();
        using var asked = stopping.Register(() => grace.CancelAfter(Grace));
        using var lag = Telemetry.ObserveLag(subscribers, head);

        // Their first steps one after the other: each would wake the same of EF Core, and take from the first requests what they need.
        await Task.WhenAll(subscribers.All.Select(subscriber => RunnerOf(subscriber).RunAsync(stopping, grace.Token)));
    }

    /// <summary>Runs one of them in a process that is no service, if and as long as no service does.</summary>
    public Task RunAsync(Subscriber subscriber, CancellationToken cancellation) => Task.Run(() => RunnerOf(subscriber).RunAsync(cancellation, cancellation), CancellationToken.None);

    private SubscriberRunner RunnerOf(Subscriber subscriber) => ActivatorUtilities.CreateInstance<SubscriberRunner>(services, subscriber);
}
