using CleanES.Domain.EventSourcing;

namespace CleanES.Application.EventSourcing;

/// <summary>Reads the journal. Aggregates are loaded and saved through <see cref="IEventStore"/>.</summary>
/// <remarks>Every method may throw <see cref="JournalUnavailableException"/>.</remarks>
public interface IJournal
{
    /// <summary>The newest position; 0 while the journal is empty.</summary>
    Task<long> HeadAsync(CancellationToken cancellation);

    /// <summary>Everything that happened to one aggregate, oldest first, a discarded one included; nothing if there is none of this id.</summary>
    IAsyncEnumerable<EventEnvelope> HistoryAsync<TAggregate>(Guid id, CancellationToken cancellation) where TAggregate : AggregateRoot;
}
