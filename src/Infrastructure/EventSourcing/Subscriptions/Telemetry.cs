using System.Diagnostics;
using System.Diagnostics.Metrics;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>What the subscribers tell of themselves to whoever listens; the names are part of the contract.</summary>
internal static class Telemetry
{
    private static readonly Meter _meter = new(Tracing.Name);

    private static readonly Counter<long> _handled = _meter.CreateCounter<long>("subscriber.handled", "{event}", "Events that were handled.");
    private static readonly Counter<long> _retried = _meter.CreateCounter<long>("subscriber.retried", "{attempt}", "Attempts that failed and are followed by another.");
    private static readonly Counter<long> _parked = _meter.CreateCounter<long>("subscriber.parked", "{event}", "Events that were set aside.");

    public static void Handled(Subscriber subscriber, long events) => _handled.Add(events, TagOf(subscriber));

    public static void Retried(Subscriber subscriber) => _retried.Add(1, TagOf(subscriber));

    public static void Parked(Subscriber subscriber) => _parked.Add(1, TagOf(subscriber));

    /// <summary>How far the subscribers that this process runs are behind the journal, until it is disposed.</summary>
    public static IDisposable ObserveLag(SubscriberCatalogue subscribers, JournalHead head)
    {
        var meter = new Meter(Tracing.Name);
        meter.CreateObservableGauge(
            "subscriber.lag",
            () => subscribers.All.Where(subscriber => subscriber.RunHere is not null)
                .Select(subscriber => new Measurement<long>(Math.Max(0, head.Position - subscriber.Progress.Position), TagOf(subscriber))),
            "{event}", "Events of the journal after the checkpoint, of subscribers that this process runs.");
        return meter;
    }

    /// <summary>In the trace of the request that appended the event.</summary>
    public static Activity? Handle(Subscriber subscriber, StoredEvent stored)
    {
        if (!Tracing.Activities.HasListeners()) return null;

        var activity = Tracing.Activities.StartActivity($"{subscriber.Name} {stored.Envelope.EventType}", ActivityKind.Consumer, EventMetadata.ParentIn(stored.Envelope.Metadata));
        activity?.SetTag("event.position", stored.Position).SetTag("event.id", stored.EventId).SetTag("subscriber", subscriber.Name);
        return activity;
    }

    private static KeyValuePair<string, object?> TagOf(Subscriber subscriber) => new("subscriber", subscriber.Name);
}
