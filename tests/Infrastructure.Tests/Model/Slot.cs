using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Schemas;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>A place for one aggregate of a run. An account and a member of the same number have the same id.</summary>
internal abstract record Slot(int Number)
{
    private const string Prefix = "0199a000-0000-7000-8000-00000000000";

    public Guid Id => new($"{Prefix}{Number}");

    public abstract Type Class { get; }

    public abstract AggregateRoot Empty();

    public abstract Task<AggregateRoot> LoadAsync(IEventStore store);

    public abstract Task<AggregateRoot?> FindAsync(IEventStore store);

    public abstract Task<Saved> UpdateAsync(IEventStore store, long? expectedVersion, Action<AggregateRoot> decide);

    /// <summary>As it was at a version, by the journal.</summary>
    public abstract Task<AggregateRoot> ReplayAsync(TestService service, long version);

    /// <summary>The text with the ids written as numbers.</summary>
    public static string Shorten(string text) => text.Replace(Prefix, "", StringComparison.Ordinal);
}

internal sealed record Slot<TAggregate>(int Number) : Slot(Number) where TAggregate : AggregateRoot
{
    public override Type Class => typeof(TAggregate);

    public override AggregateRoot Empty() => new AggregateFactory().Create(Class, Id);

    public override async Task<AggregateRoot> LoadAsync(IEventStore store) => await store.LoadAsync<TAggregate>(Id, default);

    public override async Task<AggregateRoot?> FindAsync(IEventStore store) => await store.FindAsync<TAggregate>(Id, default);

    public override Task<Saved> UpdateAsync(IEventStore store, long? expectedVersion, Action<AggregateRoot> decide) =>
        store.UpdateAsync<TAggregate>(Id, expectedVersion, decide, default);

    public override async Task<AggregateRoot> ReplayAsync(TestService service, long version)
    {
        var aggregate = Empty();
        var history = await service.HistoryAsync<TAggregate>(Id);
        foreach (var stored in history.Take((int)version + 1)) aggregate.Replay(service.Get<EventSerializer>().ToEvents(stored).Select(one => one.Event));
        return aggregate;
    }

    public override string ToString() => $"{Class.Name}{Number}";
}
