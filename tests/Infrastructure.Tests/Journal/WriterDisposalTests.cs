using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Journal;

/// <summary>A service that stops ends what it has begun and begins nothing more.</summary>
public sealed class WriterDisposalTests : JournalTest
{
    [Fact]
    public async Task An_append_after_it_is_refused_and_opens_no_connection()
    {
        var account = Account.Open(Guid.CreateVersion7());
        Service.Get<JournalWriter>().Dispose();

        var refused = await Assert.ThrowsAsync<JournalUnavailableException>(() => Store.SaveAsync(account, default));

        Assert.Equal("The service is stopping.", refused.Message);
        Assert.Equal(0, Intercepted.Connected);
        Assert.Equal(0, File.Count());
    }

    [Fact]
    public async Task It_waits_for_the_running_transaction_whose_append_is_stored()
    {
        using var committing = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        Intercepted.BeforeCommit = () =>
        {
            committing.Set();
            goOn.Wait();
        };
        var writer = Service.Get<JournalWriter>();
        var account = Account.Open(Guid.CreateVersion7());
        var save = Task.Run(() => Store.SaveAsync(account, default));
        committing.Wait();

        var disposal = new Thread(writer.Dispose);
        disposal.Start();
        var seenWaiting = 0;    // in a row: a thread also waits for a moment while it starts
        Assert.True(SpinWait.SpinUntil(
            () => (seenWaiting = disposal.ThreadState == ThreadState.WaitSleepJoin ? seenWaiting + 1 : 0) == 50 || !disposal.IsAlive,
            TimeSpan.FromSeconds(30)));
        var waits = disposal.IsAlive;
        goOn.Set();

        Assert.Equal(new Saved(account.Id, 0, 1), await save);
        Assert.True(waits);
        disposal.Join();
        Assert.Equal(1, File.Count());
    }
}
