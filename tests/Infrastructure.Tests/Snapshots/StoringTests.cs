using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.Tests.Support;
using CleanES.TestKit;

namespace CleanES.Infrastructure.Tests.Snapshots;

/// <summary>A snapshot is stored when that can be, and no load waits for it.</summary>
public sealed class StoringTests : SnapshotTest
{
    [Fact]
    public async Task A_load_does_not_wait_for_a_journal_that_is_locked()
    {
        var id = await OpenAsync(version: 7);
        File.Execute("BEGIN IMMEDIATE");

        await AssertIsReplayedAsync(await Store.LoadAsync<Pantry>(id, default));
        Assert.Null(VersionOf(id));

        File.Execute("COMMIT");
        await StoredAsync(id, 7);
        Assert.Empty(Log.Warnings);
    }

    [Fact]
    public async Task A_full_disk_is_told_of_once_until_it_has_room_again()
    {
        var id = await OpenAsync(version: 7);
        await FailAsync(new JournalUnavailableException("The journal cannot grow: the disk is full."));
        await FailAsync(new TestDbException());

        Intercepted.BeforeCommit = () => { };
        await Store.LoadAsync<Pantry>(id, default);
        await StoredAsync(id, 7);

        Assert.Equal(
            [$"The snapshot of pantry {id} cannot be stored now; a later load tries again. This is not told again until one is stored (The journal cannot grow: the disk is full.)"],
            Log.Warnings);

        async Task FailAsync(Exception failure)
        {
            var tried = new TaskCompletionSource();
            Intercepted.BeforeCommit = () =>
            {
                tried.TrySetResult();
                throw failure;
            };
            await Eventually.IsSoAsync(async () =>
            {
                await AssertIsReplayedAsync(await Store.LoadAsync<Pantry>(id, default));
                return tried.Task.IsCompleted;
            });
            Assert.Null(VersionOf(id));
        }
    }

    [Fact]
    public async Task An_append_beside_one_that_cannot_be_stored_is_stored()
    {
        var id = await OpenAsync(version: 7);
        Intercepted.OnStore = _ => throw new TestDbException();
        await Store.LoadAsync<Pantry>(id, default);
        await PutAsync(id, 1);
        await Eventually.IsSoAsync(() => Log.Warnings.Count == 1);

        Assert.Equal(8, (await Store.LoadAsync<Pantry>(id, default)).Version);
    }

    [Fact]
    public async Task An_older_one_does_not_replace_a_newer_one_but_an_unusable_one()
    {
        var id = await OpenWithSnapshotAsync(version: 7);

        await StoreAsync(id, 6);
        Assert.Equal(7, VersionOf(id));

        await StoreAsync(id, 6, unusable: [7]);
        Assert.Equal(7, VersionOf(id));

        await StoreAsync(id, 6, unusable: (byte[])File.Scalar("SELECT checksum FROM snapshot")!);
        Assert.Equal(6, VersionOf(id));

        await StoreAsync(id, 8);
        Assert.Equal(8, VersionOf(id));
    }

    [Fact]
    public async Task Whoever_loads_and_updates_at_once_finds_what_the_events_say()
    {
        var id = await OpenAsync(version: 0);
        File.Execute("CREATE TABLE stored (version); CREATE TRIGGER note AFTER INSERT ON snapshot BEGIN INSERT INTO stored VALUES (NEW.aggregate_version); END");
        var other = Start();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(caller => Task.Run(async () =>
        {
            var store = (caller % 2 == 0 ? Service : other).Store;
            for (var i = 0; i < 25; i++)
            {
                if (caller < 3) await store.UpdateAsync<Pantry>(id, null, pantry => pantry.FillTo(pantry.Version + 1), default);
                var loaded = await store.LoadAsync<Pantry>(id, default);
                Assert.Empty(DeepDifference.Between(Pantry.Open("food", id).FillTo(loaded.Version), loaded));
            }
        })));

        // A load that finds one being stored leaves it to the next.
        await Eventually.IsSoAsync(async () => (await Store.LoadAsync<Pantry>(id, default)).Version == 75 && VersionOf(id) > 75 - Pantry.Every);
        var stored = File.Column<long>("SELECT version FROM stored");
        Assert.Equal(stored.Distinct().Order(), stored);
        Assert.Empty(Log.Warnings);
        File.AssertInvariants();
    }

    [Fact]
    public async Task Many_loads_at_once_store_one()
    {
        var stored = 0;
        Intercepted.OnStore = _ => Interlocked.Increment(ref stored);
        var id = await OpenAsync(version: 7);
        File.Execute("BEGIN IMMEDIATE");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Store.LoadAsync<Pantry>(id, default)));
        File.Execute("COMMIT");
        await StoredAsync(id, 7);

        Assert.Equal(1, stored);
    }

    private async Task StoreAsync(Guid id, long version, byte[]? unusable = null) => await Service.Get<JournalWriter>().AppendAsync(
        new Append([], Snapshot: new NewSnapshot(new Snapshot("pantry", id, version, Guid.CreateVersion7(), "", ""), unusable)));
}
