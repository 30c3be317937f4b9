using System.Runtime.CompilerServices;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Journal;

/// <summary>Unless a service is started, nothing tells it what others append: what it follows then comes from itself.</summary>
public sealed class FollowTests : JournalTest
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(0)]     // from the beginning
    [InlineData(3)]
    [InlineData(5)]     // from the head
    [InlineData(7)]     // beyond the head
    public async Task Every_event_after_the_position_comes_in_order_first_those_stored_then_those_that_follow(long after)
    {
        await Service.OpenAccountAsync(deposits: 4);
        var followed = FollowAsync(Service, after, until: 9);

        await Service.OpenAccountAsync(deposits: 1);
        await Service.OpenAccountAsync(deposits: 1);

        Assert.Equal(Positions(after + 1, 9), await followed.WaitAsync(Deadline));
    }

    [Fact]
    public async Task What_the_same_process_commits_comes_at_once()
    {
        await using var loop = Service.Journal.FollowAsync(0, default).GetAsyncEnumerator();
        for (var position = 1; position <= 20; position++)
        {
            var next = loop.MoveNextAsync().AsTask();
            Assert.False(next.IsCompleted);
            await Service.OpenAccountAsync();

            Assert.True(await next.WaitAsync(Deadline));
            Assert.Equal(position, loop.Current.Position);
        }
    }

    [Fact]
    public async Task What_another_process_commits_comes_too()
    {
        await Service.StartAsync();
        await using var loop = Service.Journal.FollowAsync(0, default).GetAsyncEnumerator();
        using var other = new TestService(Folder);
        for (var position = 1; position <= 3; position++)
        {
            var next = loop.MoveNextAsync().AsTask();
            await other.OpenAccountAsync();

            Assert.True(await next.WaitAsync(Deadline));
            Assert.Equal(position, loop.Current.Position);
        }
    }

    [Fact]
    public async Task What_another_process_committed_before_comes_before_anybody_has_noticed_it()
    {
        _ = Service.Journal;
        using (var other = new TestService(Folder)) await other.OpenAccountAsync(deposits: 1);

        Assert.Equal([1, 2], await FollowAsync(Service, 0, until: 2).WaitAsync(Deadline));
    }

    [Fact]
    public async Task Events_are_told_apart_by_their_type()
    {
        var account = await Service.OpenAccountAsync(deposits: 2);
        var dog = Dog.Create(Guid.CreateVersion7(), "Rex");
        await Store.SaveAsync(dog, default);

        List<string> told = [];
        await foreach (var stored in Service.Journal.FollowAsync(0, default))
        {
            if (stored is StoredEvent<Account.Deposited> deposited) told.Add($"{deposited.Event.Amount} to {deposited.AggregateId}");
            if (stored is StoredEvent<Animal.Created> created) told.Add($"{created.Event.Name} is {created.AggregateId} at {created.AggregateVersion}");
            if (stored.Position == 4) break;
        }

        Assert.Equal([$"1 to {account}", $"1 to {account}", $"Rex is {dog.Id} at 0"], told);
    }

    [Fact]
    public async Task Of_many_writers_none_is_missed_or_comes_twice()
    {
        const int writers = 8, saves = 40;
        using var other = new TestService(Folder);
        await Service.StartAsync();
        var loops = Enumerable.Range(0, 3).Select(after => FollowAsync(Service, after, until: writers * saves)).ToList();

        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < saves; i++) await (writer % 2 == 0 ? Service : other).OpenAccountAsync();
        })));

        for (var after = 0; after < loops.Count; after++)
            Assert.Equal(Positions(after + 1, writers * saves), await loops[after].WaitAsync(Deadline));
    }

    [Fact]
    public async Task A_loop_that_ends_or_takes_its_time_is_no_matter_to_the_others()
    {
        await Service.OpenAccountAsync(deposits: 2);
        await using var slow = Service.Journal.FollowAsync(0, default).GetAsyncEnumerator();
        await slow.MoveNextAsync();
        using var impatient = new CancellationTokenSource();
        var cancelled = FollowAsync(Service, 3, until: 99, impatient.Token);
        var other = FollowAsync(Service, 0, until: 4);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        await Service.OpenAccountAsync();

        Assert.Equal([1, 2, 3, 4], await other.WaitAsync(Deadline));
        for (var position = 2; position <= 4; position++)
        {
            Assert.True(await slow.MoveNextAsync().AsTask().WaitAsync(Deadline));
            Assert.Equal(position, slow.Current.Position);
        }
    }

    [Fact]
    public async Task Cancelling_ends_a_loop_that_waits_and_one_that_has_more_to_give()
    {
        await Service.OpenAccountAsync(deposits: 9);
        using var waiting = new CancellationTokenSource();
        using var busy = new CancellationTokenSource();

        var next = Service.Journal.FollowAsync(10, waiting.Token).GetAsyncEnumerator().MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);
        await waiting.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(Deadline));

        List<long> given = [];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var stored in Service.Journal.FollowAsync(0, default).WithCancellation(busy.Token))
            {
                given.Add(stored.Position);
                if (given.Count == 2) await busy.CancelAsync();
            }
        });
        Assert.Equal([1, 2], given);
    }

    [Fact]
    public async Task A_loop_that_has_ended_leaves_nothing_behind()
    {
        await Service.OpenAccountAsync(deposits: 2);
        using var stopping = new CancellationTokenSource();
        var left = await LeaveAsync(stopping.Token);
        var cancelled = Wait(stopping.Token);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Next).WaitAsync(Deadline);
        cancelled.Next = Task.CompletedTask;

        await ForgottenAsync(left, cancelled.Loop);
        IsCheckpointed();
    }

    [Fact]
    public async Task The_journal_is_not_held_open_while_a_loop_waits_or_takes_its_time()
    {
        await Service.OpenAccountAsync(deposits: 3);
        await using var slow = Service.Journal.FollowAsync(0, default).GetAsyncEnumerator();
        await slow.MoveNextAsync();
        await using var waits = Service.Journal.FollowAsync(5, default).GetAsyncEnumerator();
        var next = waits.MoveNextAsync().AsTask();
        await Service.OpenAccountAsync();
        Assert.False(next.IsCompleted);

        IsCheckpointed();

        await using var history = Service.Journal.HistoryAsync<Account>(slow.Current.AggregateId, default).GetAsyncEnumerator();
        await history.MoveNextAsync();
        await Service.OpenAccountAsync();
        Assert.True(await next.WaitAsync(Deadline));
        Assert.Equal(1L, File.Scalar("PRAGMA wal_checkpoint(TRUNCATE)"));     // what holds it open is seen
    }

    [Fact]
    public async Task Ten_thousand_events_are_read_in_batches()
    {
        await Service.OpenAccountAsync(deposits: 9_999);
        await FollowAsync(Service, 9_000, until: 10_000);      // what is made once
        await using var loop = Service.Journal.FollowAsync(0, default).GetAsyncEnumerator();

        var most = 0L;
        for (var position = 1; position <= 10_000; position++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var next = loop.MoveNextAsync();
            Assert.True(next.IsCompleted);      // so that it was all done by this thread
            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(await next);
            Assert.Equal(position, loop.Current.Position);
        }

        Assert.InRange(most, 1, 3_000_000);
    }

    [Fact]
    public async Task A_negative_position_is_refused() =>
        Assert.Equal("after", (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => FollowAsync(Service, -1, until: 0))).ParamName);

    [Fact]
    public Task An_unknown_event_is_named_and_never_skipped() =>
        IsStoppedAsync(id => File.Plant(id, 3, "account_frozen"), "Position 4: event type account_frozen of account is unknown");

    [Fact]
    public Task Damaged_data_is_named_and_never_skipped() =>
        IsStoppedAsync(id => File.Plant(id, 3, eventData: "{"), "Position 4: the data of this account_deposited cannot be read");

    [Fact]
    public Task A_damaged_envelope_is_named_and_never_skipped() => IsStoppedAsync(id =>
    {
        File.Plant(id, 3);
        Damage("UPDATE event_journal SET create_date = 'nonsense' WHERE position = 4");
    }, "Position 4: A row of the journal is damaged");

    [Fact]
    public Task A_missing_position_is_named_and_never_skipped() => IsStoppedAsync(id =>
    {
        File.Plant(id, 3);
        Damage("DELETE FROM event_journal WHERE position = 4");
    }, "Position 4 is missing: the journal is damaged.");

    [Fact]
    public Task A_missing_newest_position_is_named_and_not_waited_for() =>
        IsStoppedAsync(_ => File.Execute("UPDATE journal_counter SET position = 4"), "Position 4 is missing: the journal is damaged.", followers: false);

    /// <param name="followers">Whether a good event comes after the bad one.</param>
    private async Task IsStoppedAsync(Action<Guid> plant, string reason, bool followers = true)
    {
        var id = await Service.OpenAccountAsync(deposits: 2);
        plant(id);
        if (followers) await Service.OpenAccountAsync();

        foreach (var after in (int[])[0, 3])
        {
            List<long> given = [];
            var unreadable = await Assert.ThrowsAsync<UnreadableEventException>(async () =>
            {
                await foreach (var stored in Service.Journal.FollowAsync(after, default)) given.Add(stored.Position);
            }).WaitAsync(Deadline);

            Assert.Equal(Positions(after + 1, 3), given);
            Assert.StartsWith(reason, unreadable.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<List<long>> FollowAsync(TestService service, long after, long until, CancellationToken cancellation = default)
    {
        List<long> positions = [];
        await foreach (var stored in service.Journal.FollowAsync(after, cancellation))
        {
            positions.Add(stored.Position);
            if (stored.Position >= until) break;
        }

        return positions;
    }

    private static IEnumerable<long> Positions(long first, long last) => Enumerable.Range(0, (int)(last - first + 1)).Select(i => first + i);

    private void Damage(string sql)
    {
        File.DropTriggers();
        File.Execute(sql);
    }

    /// <summary>Fails if somebody still reads an older state of the journal than the newest.</summary>
    private void IsCheckpointed()
    {
        Assert.Equal(0L, File.Scalar("PRAGMA wal_checkpoint(TRUNCATE)"));
        Assert.Equal(0, new FileInfo($"{JournalPath}-wal").Length);
    }

    /// <summary>Ends when neither a timer nor a task nor anybody else holds them.</summary>
    private static async Task ForgottenAsync(params WeakReference[] loops)
    {
        using var patience = new CancellationTokenSource(Deadline);
        while (loops.Any(loop => loop.IsAlive))
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();     // off the stack of whoever ended the loop
            GC.Collect();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> LeaveAsync(CancellationToken cancellation)
    {
        var loop = Service.Journal.FollowAsync(0, cancellation).GetAsyncEnumerator(default);
        await loop.MoveNextAsync();
        await loop.DisposeAsync();
        return new WeakReference(loop);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Waiting Wait(CancellationToken cancellation)
    {
        var loop = Service.Journal.FollowAsync(3, cancellation).GetAsyncEnumerator(default);
        return new Waiting(new WeakReference(loop), loop.MoveNextAsync().AsTask());
    }

    private sealed class Waiting(WeakReference loop, Task next)
    {
        public WeakReference Loop { get; } = loop;
        public Task Next { get; set; } = next;
    }
}
