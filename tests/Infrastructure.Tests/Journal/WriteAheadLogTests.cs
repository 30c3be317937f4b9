using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Journal;

/// <summary>SQLite begins its log anew only in a moment when nobody reads of it.</summary>
public sealed class WriteAheadLogTests : JournalTest
{
    private const long Bounded = 16 << 20;

    private long LogBytes => new FileInfo(JournalPath + "-wal").Length;

    [Fact]
    public async Task The_log_is_begun_anew_though_others_read_without_a_pause()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Service.OpenAccountAsync(deposits: 200)));
        using var enough = new CancellationTokenSource();
        using var reading = new CountdownEvent(ids.Length);
        var readers = ids.Select(id => Task.Factory.StartNew(() => Read(id, reading, enough.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        reading.Wait();

        // How large it becomes meanwhile is for the benchmark: on a machine that is busy, somebody may be reading each time that it is looked for a moment.
        for (var (times, before) = (0, 0L); times < 3; before = LogBytes)
        {
            Assert.True(before < 40 * Bounded, "The log grows without end.");
            await AppendAsync(megabytes: 1);
            if (LogBytes < before) times++;
        }

        await enough.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task Somebody_who_reads_for_long_stops_no_append_and_the_log_is_small_again_afterwards()
    {
        _ = Service;
        File.Execute("BEGIN");
        Assert.Equal(0, File.Count());

        var largest = await AppendAsync(megabytes: 40);
        Assert.Equal(0, File.Count());
        File.Execute("COMMIT");
        await AppendAsync(megabytes: 1);

        Assert.True(largest > Bounded, $"Nobody was in the way: the log had {largest} bytes.");
        Assert.InRange(LogBytes, 0, Bounded + (1 << 20));
    }

    /// <summary>On a thread of its own: it never waits, and would keep others of the pool away.</summary>
    private void Read(Guid id, CountdownEvent reading, CancellationToken enough)
    {
        for (var loads = 0; !enough.IsCancellationRequested; loads++)
        {
            Assert.Equal(200, Store.LoadAsync<Account>(id, CancellationToken.None).GetAwaiter().GetResult().Version);
            if (loads == 0) reading.Signal();
        }
    }

    /// <returns>How many bytes the log had at most.</returns>
    private async Task<long> AppendAsync(int megabytes)
    {
        var largest = 0L;
        var account = Account.Open(Guid.CreateVersion7());
        for (var written = 0L; written < megabytes << 20;)
        {
            var before = LogBytes;
            for (var i = 0; i < 500; i++) account.Deposit(1);
            await Store.SaveAsync(account, default);
            written += Math.Max(LogBytes - before, 500 * 300);
            largest = Math.Max(largest, LogBytes);
        }

        return largest;
    }
}
