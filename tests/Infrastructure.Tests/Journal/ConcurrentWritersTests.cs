using System.Collections.Concurrent;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Journal;

public sealed class ConcurrentWritersTests : JournalTest
{
    private const int Writers = 64, Rounds = 5, Shared = 4;

    private readonly ConcurrentBag<(Saved Saved, int Events)> _acknowledged = [];
    private int _lost;

    [Fact]
    public async Task Positions_and_versions_are_contiguous_with_64_writers_in_a_process()
    {
        await Task.Run(() => WriteAsync([Service]));
        AssertJournalIsWhatWasAcknowledged();
    }

    [Fact]
    public async Task Positions_and_versions_are_contiguous_with_two_services_on_one_file()
    {
        using var other = new TestService(Folder);
        await Task.Run(() => WriteAsync([Service, other]));
        AssertJournalIsWhatWasAcknowledged();
    }

    /// <summary>Every writer makes accounts of its own and, having loaded it before any other saves it, changes a shared one.</summary>
    private async Task WriteAsync(TestService[] services)
    {
        var shared = new List<Guid>();
        for (var i = 0; i < Shared; i++)
        {
            var account = Account.Open(Guid.CreateVersion7());
            _acknowledged.Add((await services[0].Store.SaveAsync(account, default), 1));
            shared.Add(account.Id);
        }

        for (var round = 0; round < Rounds; round++)
        {
            var loaded = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer =>
                services[writer % services.Length].Store.LoadAsync<Account>(shared[writer / 2 % Shared], default)));
            await Task.WhenAll(loaded.Select((account, writer) => Task.Run(() => WriteOnceAsync(services[writer % services.Length].Store, account))));
        }
    }

    private async Task WriteOnceAsync(IEventStore store, Account shared)
    {
        var own = Account.Open(Guid.CreateVersion7());
        own.Deposit(1);
        own.Deposit(2);
        _acknowledged.Add((await store.SaveAsync(own, default), 3));

        shared.Deposit(1);
        shared.Deposit(2);
        try
        {
            _acknowledged.Add((await store.SaveAsync(shared, default), 2));
        }
        catch (LostRaceException)
        {
            Interlocked.Increment(ref _lost);
        }

        own.Deposit(3);
        var dog = Dog.Create(own.Id, "Rex");
        foreach (var saved in await store.SaveAsync([own, dog], default)) _acknowledged.Add((saved, 1));
    }

    private void AssertJournalIsWhatWasAcknowledged()
    {
        Assert.Equal((Writers - Shared) * Rounds, _lost);
        File.AssertInvariants();
        Assert.Equal(_acknowledged.Sum(one => one.Events), File.Count());

        var newest = _acknowledged.Select(one => $"{one.Saved.Position} {one.Saved.Id} {one.Saved.Version}").ToHashSet();
        Assert.Equal(_acknowledged.Count, newest.Count);
        Assert.ProperSubset(File.Column<string>("SELECT position || ' ' || aggregate_id || ' ' || aggregate_version FROM event_journal").ToHashSet(), newest);
    }
}
