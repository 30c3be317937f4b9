using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>Makes aggregates of their stored events.</summary>
internal sealed class AggregateLoader(JournalReader journal, EventSerializer serializer, AggregateFactory factory)
{
    /// <param name="until">The newest version to be applied.</param>
    /// <returns>The aggregate, a discarded one included, and the position of its newest event; null and 0 if it has none.</returns>
    /// <exception cref="UnreadableEventException">An event is missing or cannot be read.</exception>
    public async Task<(TAggregate? Aggregate, long Position)> LoadAsync<TAggregate>(Guid id, CancellationToken cancellation, long until = long.MaxValue)
        where TAggregate : AggregateRoot
    {
        var (aggregate, position) = await LoadAsync(typeof(TAggregate), id, cancellation, until);
        return ((TAggregate?)aggregate, position);
    }

    /// <inheritdoc cref="LoadAsync{TAggregate}"/>
    public async Task<(AggregateRoot? Aggregate, long Position)> LoadAsync(Type type, Guid id, CancellationToken cancellation, long until = long.MaxValue)
    {
        AggregateRoot? aggregate = null;
        var position = 0L;
        await foreach (var stored in journal.HistoryAsync(type, id, until, cancellation))
        {
            aggregate ??= factory.Create(type, id);
            if (stored.AggregateVersion != aggregate.Version + 1)
            {
                throw new UnreadableEventException(
                    $"Position {stored.Position}: {type.Name} {id} has no event of version {aggregate.Version + 1}, yet one of {stored.AggregateVersion}: the journal is damaged.");
            }

            aggregate.Replay(serializer.ToEvent(stored));
            position = stored.Position;
        }

        return (aggregate, position);
    }
}
