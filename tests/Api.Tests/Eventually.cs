using System.Diagnostics;

namespace CleanES.Api.Tests;

/// <summary>What another process or a background task brings about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    public static async Task<T> IsAsync<T>(Func<Task<T>> look, Func<T, bool> holds)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(10))
        {
            var found = await look();
            if (holds(found)) return found;

            Assert.True(waited.Elapsed < _patience, $"It does not come about: {found}");
        }
    }
}
