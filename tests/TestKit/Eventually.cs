using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CleanES.TestKit;

/// <summary>What another process or a background task brings about, and nothing tells of: it is looked at again until it is there, for a minute at most.</summary>
public static class Eventually
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    /// <returns>What was found when it held.</returns>
    public static async Task<T> IsAsync<T>(Func<Task<T>> look, Func<T, bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(_pause))
        {
            var found = await look();
            if (holds(found)) return found;

            Assert.True(waited.Elapsed < _patience, $"Not so after {_patience}: {what}. Found is: {found}");
        }
    }

    public static Task IsSoAsync(Func<Task<bool>> ask, [CallerArgumentExpression(nameof(ask))] string what = "") => IsAsync(ask, isSo => isSo, what);

    public static Task IsSoAsync(Func<bool> ask, [CallerArgumentExpression(nameof(ask))] string what = "") => IsSoAsync(() => Task.FromResult(ask()), what);
}
