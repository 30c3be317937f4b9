using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.Tests.Support;
using CleanES.TestKit;

namespace CleanES.Infrastructure.Tests.Snapshots;

public sealed class LoadTests : SnapshotTest
{
    [Fact]
    public async Task The_events_before_a_snapshot_are_not_read()
    {
        var id = await OpenWithSnapshotAsync(version: 7);
        await PutAsync(id, 2);
        var replayed = await ReplayAsync<Pantry>(id);
        Spoil(position: 3);

        var loaded = await Store.LoadAsync<Pantry>(id, default);

        Assert.Empty(DeepDifference.Between(replayed, loaded));
        Assert.Equal(9, loaded.Version);
        await Assert.ThrowsAsync<UnreadableEventException>(() => Store.LoadAtAsync<Pantry>(id, 6, default));
        Assert.Empty(Log.Warnings);
    }

    [Fact]
    public async Task What_is_decided_on_it_follows_the_newest_event()
    {
        var id = await OpenWithSnapshotAsync(version: 7);

        var saved = await Store.UpdateAsync<Pantry>(id, 7, pantry => pantry.UseUp("tin 1"), default);
        var unchanged = await Store.UpdateAsync<Pantry>(id, 8, pantry => pantry.UseUp("tin 1"), default);

        Assert.Equal(new Saved(id, 8, 9), saved);
        Assert.Equal(saved, unchanged);
        File.AssertInvariants();
    }

    [Fact]
    public async Task A_position_is_that_of_the_newest_event_also_if_the_snapshot_is_of_it()
    {
        var id = await OpenWithSnapshotAsync(version: 7);
        await Service.OpenAccountAsync();

        Assert.Equal(new Saved(id, 7, 8), await Store.UpdateAsync<Pantry>(id, null, _ => { }, default));
    }

    [Fact]
    public async Task A_load_that_is_cancelled_ends_also_where_no_event_is_left_to_be_read()
    {
        var id = await OpenWithSnapshotAsync(version: 7);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.LoadAsync<Pantry>(id, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task One_is_stored_every_so_many_events()
    {
        var stored = new List<long>();
        Intercepted.OnStore = snapshot => stored.Add(snapshot.Taken.AggregateVersion);
        var id = await OpenAsync(version: 0);
        for (var version = 0; version < 23; version++)
        {
            await Store.LoadAsync<Pantry>(id, default);
            if (version >= Pantry.Every - 1) await StoredAsync(id, version - ((version + 1) % Pantry.Every));
            await PutAsync(id, 1);
        }

        Assert.Equal([4, 9, 14, 19], stored);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task A_look_back_before_on_and_after_it_shows_what_was(long version)
    {
        var id = await OpenWithSnapshotAsync(version: 7);
        await PutAsync(id, 3);

        var back = await Store.LoadAtAsync<Pantry>(id, version, default);

        Assert.Empty(DeepDifference.Between(Pantry.Open("food", id).FillTo(version), back));
    }

    [Fact]
    public async Task A_look_back_stores_none()
    {
        var stored = new List<long>();
        Intercepted.OnStore = snapshot => stored.Add(snapshot.Taken.AggregateVersion);
        var id = await OpenAsync(version: 30);
        await Store.LoadAtAsync<Pantry>(id, 20, default);
        await Store.LoadAsync<Pantry>(id, default);
        await StoredAsync(id, 30);
        await Store.LoadAtAsync<Pantry>(id, 10, default);
        await PutAsync(id, 5);
        await Store.LoadAsync<Pantry>(id, default);
        await StoredAsync(id, 35);

        Assert.Equal([30, 35], stored);
    }

    [Fact]
    public async Task A_discarded_one_is_not_found_and_its_claims_stay_free()
    {
        var id = await OpenWithSnapshotAsync(version: 7);
        await Store.UpdateAsync<Pantry>(id, null, pantry =>
        {
            pantry.FillTo(12);
            pantry.Close();
        }, default);
        Assert.Null(await Store.FindAsync<Pantry>(id, default));
        await StoredAsync(id, 13);
        Spoil(position: 3);

        var discarded = await Assert.ThrowsAsync<AggregateNotFoundException>(() => Store.LoadAsync<Pantry>(id, default));
        Assert.Equal($"Pantry {id} was discarded.", discarded.Message);
        await Assert.ThrowsAsync<AggregateNotFoundException>(() => Store.UpdateAsync<Pantry>(id, null, pantry => pantry.Put("tin"), default));
        await StoreAsync(Pantry.Open("food"));
    }

    [Fact]
    public async Task Claims_come_back_with_it_and_are_freed_by_what_happens_next()
    {
        var id = await OpenWithSnapshotAsync(version: 7);
        await Assert.ThrowsAsync<ClaimTakenException>(() => StoreAsync(Pantry.Open("food")));

        await PutAsync(id, 1);
        await Assert.ThrowsAsync<ClaimTakenException>(() => StoreAsync(Pantry.Open("food")));

        await Store.UpdateAsync<Pantry>(id, null, pantry => pantry.Label("tins"), default);
        var other = await StoreAsync(Pantry.Open("food"));
        await Store.UpdateAsync<Pantry>(id, null, pantry => pantry.Close(), default);
        await StoreAsync(Pantry.Open("tins"));

        await Assert.ThrowsAsync<ClaimTakenException>(() => Store.UpdateAsync<Pantry>(other, null, pantry => pantry.Label("tins"), default));
        Assert.Equal(2L, File.Scalar("SELECT count(*) FROM claim"));
    }

    [Fact]
    public async Task A_class_without_snapshots_asks_for_none()
    {
        var id = await Service.OpenAccountAsync(deposits: 200);
        File.Execute("DROP TABLE snapshot");

        Assert.Equal(200, (await Store.LoadAsync<Account>(id, default)).Balance);
        Assert.Empty(Log.Warnings);
    }
}
