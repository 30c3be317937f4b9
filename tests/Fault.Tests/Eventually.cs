namespace CleanES.Fault.Tests;

internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Task IsSoAsync(string what, Func<Task<bool>> ask) => IsSoAsync(() => what, ask);

    public static Task IsSoAsync(string what, Func<bool> ask) => IsSoAsync(what, () => Task.FromResult(ask()));

    /// <summary>Asks again until the answer is yes.</summary>
    public static async Task IsSoAsync(Func<string> what, Func<Task<bool>> ask)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await ask())
        {
            Assert.False(patience.IsCancellationRequested, $"Not so after {Patience}: {what()}.");
            await pause.WaitForNextTickAsync();
        }
    }
}
