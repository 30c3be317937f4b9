using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>
/// Moves the checkpoint after each stored event that was handled, with all that upcasters make of it: a crash between the two repeats that one.
/// </summary>
internal sealed class EffectStep(Subscriber subscriber, SubscriberWiring wiring, IServiceScopeFactory scopes, JournalReader journal, JournalWriter writer)
    : ISubscriberStep
{
    /// <summary>What was handled is not handled again because the checkpoint could not be moved.</summary>
    private long _publishedUpTo;

    public async Task<long> CheckpointAsync(CancellationToken cancellation) =>
        await journal.CheckpointAsync(subscriber.Name, cancellation)
        ?? throw new InvalidOperationException($"The effect {subscriber.Name} has no checkpoint in the journal's database. Start the service again.");

    public async Task HandleAsync(IReadOnlyList<StoredEvent> events, long from, long to, CancellationToken cancellation)
    {
        foreach (var row in events.GroupBy(stored => stored.Position))
        {
            if (row.Key > _publishedUpTo)
            {
                foreach (var (index, stored) in row.Index()) await PublishAsync(stored, index, cancellation);
                _publishedUpTo = row.Key;
            }

            await MoveAsync(from, row.Key);
            from = row.Key;
        }

        if (from < to) await MoveAsync(from, to);
    }

    /// <param name="index">Which it is of those that the stored event became: what two of them cause is not the same.</param>
    private async Task PublishAsync(StoredEvent stored, int index, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CommandContext>().Continue(stored, index == 0 ? subscriber.Name : $"{subscriber.Name} {index}");
        await wiring.PublisherIn(scope.ServiceProvider).Publish(stored, cancellation);
    }

    private async Task MoveAsync(long from, long to)
    {
        await writer.AppendAsync(new Append([], new CheckpointMove(subscriber.Name, from, to)));
        subscriber.MoveTo(to);
    }
}
