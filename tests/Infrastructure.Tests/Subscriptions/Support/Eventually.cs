using System.Runtime.CompilerServices;

namespace CleanES.Infrastructure.Tests.Subscriptions;

internal static class Eventually
{
    /// <summary>Asks again until the answer is yes.</summary>
    public static async Task IsSoAsync(Func<Task<bool>> ask, [CallerArgumentExpression(nameof(ask))] string what = "")
    {
        using var patience = new CancellationTokenSource(SubscriberHarness.Deadline);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await ask())
        {
            Assert.False(patience.IsCancellationRequested, $"Not so after {SubscriberHarness.Deadline}: {what}.");
            await pause.WaitForNextTickAsync();
        }
    }

    public static Task IsSoAsync(Func<bool> ask, [CallerArgumentExpression(nameof(ask))] string what = "") => IsSoAsync(() => Task.FromResult(ask()), what);
}
