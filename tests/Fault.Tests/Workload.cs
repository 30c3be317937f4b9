namespace CleanES.Fault.Tests;

/// <summary>Clients of one service that go on until they are stopped or cut off.</summary>
internal sealed class Workload : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Caller> _callers;
    private readonly Task _clients;

    private Workload(Service service, Told told, int clients)
    {
        Assert.True(told.Features.Count > 0, $"No feature has clients: add a class that implements {nameof(ITraffic)}.");
        _callers = [.. Enumerable.Range(0, clients).Select(_ => new Caller(service.Client, told, _stop.Token))];
        _clients = Task.WhenAll(_callers.Select(caller => Task.Run(() => WorkAsync(caller, told.Features))));
    }

    /// <summary>How many requests are with the service.</summary>
    private int InFlight => _callers.Count(caller => caller.IsWaiting);

    public TimeSpan LongestRefusal => _callers.Max(caller => caller.LongestRefusal);

    public static Workload Start(Service service, Told told, int clients) => new(service, told, clients);

    /// <summary>Lets every request that was sent be answered.</summary>
    public Task StopAsync()
    {
        _stop.Cancel();
        return _clients;
    }

    /// <returns>How many requests are with the service: more than none.</returns>
    public async Task<int> SomeInFlightAsync()
    {
        var some = 0;
        await Eventually.IsSoAsync("requests are in flight", () => (some = InFlight) > 0);
        return some;
    }

    /// <summary>Kills the service while requests are with it.</summary>
    /// <returns>How many were.</returns>
    public async Task<int> KillAsync(Service service)
    {
        await SomeInFlightAsync();
        service.Kill();
        return await CutOffAsync();
    }

    /// <summary>Ends when every client has found that the service is gone.</summary>
    /// <returns>How many requests were never answered.</returns>
    public async Task<int> CutOffAsync()
    {
        await _clients;
        return _callers.Count(caller => caller.WasInFlight);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task WorkAsync(Caller caller, IReadOnlyList<ITraffic> features)
    {
        while (!caller.IsCut && !_stop.IsCancellationRequested)
        {
            foreach (var feature in features) await feature.WorkAsync(caller);
        }
    }
}
