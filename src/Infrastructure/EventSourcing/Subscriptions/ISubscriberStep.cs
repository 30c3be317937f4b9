using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>How one subscriber gets its events and where its checkpoint lies.</summary>
internal interface ISubscriberStep
{
    Task<long> CheckpointAsync(CancellationToken cancellation);

    /// <summary>Publishes the events in order and moves the checkpoint; tells the subscriber what it has handled.</summary>
    /// <param name="from">The checkpoint.</param>
    /// <param name="to">Where it is to be; the events lie between.</param>
    Task HandleAsync(IReadOnlyList<StoredEvent> events, long from, long to, CancellationToken cancellation);
}
