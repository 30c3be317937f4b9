using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;

namespace CleanES.TestKit;

/// <summary>Sends an aggregate the way that it goes when a snapshot is stored and loaded.</summary>
internal sealed class Keeping<TAggregate>(IReadOnlyList<DomainEvent> history) where TAggregate : AggregateRoot
{
    private readonly Story _story = new(typeof(TAggregate), history, "it is restored from a snapshot");
    private readonly Guid _id = Guid.NewGuid();

    /// <summary>Fails unless what is restored is what is replayed.</summary>
    public void Prove()
    {
        var form = SnapshotForm.Of(typeof(TAggregate)) ?? throw _story.But($"{typeof(TAggregate).Name} takes no snapshots. Implement ISnapshots.");
        var restored = new AggregateFactory().Create(typeof(TAggregate), _id);
        try
        {
            form.Restore(restored, form.Take(Replayed()));
        }
        catch (Exception failure)
        {
            throw _story.But($"the snapshot cannot be taken and restored: {failure.Message}", failure);
        }

        var differences = DeepDifference.Between(Replayed(), restored);
        if (differences.Count > 0) throw _story.But(string.Join('\n', [$"{typeof(TAggregate).Name} is another than when its events are replayed:", .. differences]));
    }

    private TAggregate Replayed() => Storing<TAggregate>.Load(_id, history);
}
