using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Schemas;
using CleanES.Infrastructure.Tests.Support;
using CleanES.TestKit;

namespace CleanES.Infrastructure.Tests.Snapshots;

/// <summary>A test on a service that stores snapshots, and tells of them, in a journal of its own.</summary>
public abstract class SnapshotTest : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<TestService> _services = [];
    private JournalFile? _file;

    private protected InterceptedJournal Intercepted { get; } = new();
    private protected SnapshotLog Log { get; } = new();
    private protected string JournalPath => _folder.File(TestService.JournalName);
    private protected JournalFile File => _file ??= new JournalFile(JournalPath);
    private protected TestService Service => _services.FirstOrDefault() ?? Start();
    private protected IEventStore Store => Service.Store;

    public void Dispose()
    {
        _services.ForEach(service => service.Dispose());
        _file?.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected TestService Start(params Type[] aggregates)
    {
        var service = new TestService(
            _folder.Path, intercepted: _services.Count == 0 ? Intercepted : null, aggregates: aggregates is [] ? null : aggregates, log: Log);
        _services.Add(service);
        return service;
    }

    private protected async Task<Guid> StoreAsync(AggregateRoot aggregate)
    {
        await Store.SaveAsync(aggregate, default);
        return aggregate.Id;
    }

    /// <summary>A pantry up to a version, and nobody has loaded it.</summary>
    private protected Task<Guid> OpenAsync(long version) => StoreAsync(Pantry.Open("food").FillTo(version));

    /// <summary>The same, with a snapshot of that version.</summary>
    private protected async Task<Guid> OpenWithSnapshotAsync(long version)
    {
        var id = await OpenAsync(version);
        await Store.LoadAsync<Pantry>(id, default);
        await StoredAsync(id, version);
        return id;
    }

    private protected Task<Saved> PutAsync(Guid id, int times) => Store.UpdateAsync<Pantry>(id, null, pantry => pantry.FillTo(pantry.Version + times), default);

    /// <summary>Ends once the snapshot has this version.</summary>
    private protected Task StoredAsync(Guid id, long version) => Eventually.IsAsync(() => Task.FromResult(VersionOf(id)), found => found == version, $"snapshot of version {version}");

    /// <summary>Null if there is none.</summary>
    private protected long? VersionOf(Guid id) => File.Scalar($"SELECT aggregate_version FROM snapshot WHERE aggregate_id = '{id}'") as long?;

    /// <summary>What its events make of it, all of them unless it is said up to which.</summary>
    private protected async Task<TAggregate> ReplayAsync<TAggregate>(Guid id, long until = long.MaxValue) where TAggregate : AggregateRoot
    {
        var aggregate = (TAggregate)new AggregateFactory().Create(typeof(TAggregate), id);
        foreach (var stored in (await Service.HistoryAsync<TAggregate>(id)).TakeWhile(stored => stored.AggregateVersion <= until))
            aggregate.Replay(Service.Get<EventSerializer>().ToEvents(stored).Select(one => one.Event));
        return aggregate;
    }

    private protected async Task AssertIsReplayedAsync<TAggregate>(TAggregate loaded) where TAggregate : AggregateRoot =>
        Assert.Empty(DeepDifference.Between(await ReplayAsync<TAggregate>(loaded.Id), loaded));

    /// <summary>From now on this event cannot be read.</summary>
    private protected void Spoil(long position)
    {
        File.DropTriggers();
        File.Execute($"UPDATE event_journal SET event_data = 'spoilt' WHERE position = {position}");
    }
}
