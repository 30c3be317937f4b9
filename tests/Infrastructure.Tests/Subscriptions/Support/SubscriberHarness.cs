using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using CleanES.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CleanES.Infrastructure.Tests.Subscriptions;

/// <summary>A service with just these aggregates, subscribers and handlers, as one process would run it.</summary>
internal sealed class SubscriberHarness : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private const string DefaultReadModels = "Data Source=data/readmodels/{name}.db";

    private readonly IHost _host;

    private SubscriberHarness(IHost host, Probe probe) => (_host, Probe) = (host, probe);

    public Probe Probe { get; }

    public IEventStore Store => Get<IEventStore>();

    /// <summary>All that comes before the service runs.</summary>
    /// <param name="alter">Puts something else in place of a service.</param>
    public static SubscriberHarness Prepare(
        SubscriberFolder folder, Type[] types, TimeProvider? clock = null, Probe? probe = null, string? readModels = DefaultReadModels,
        Action<IServiceCollection>? alter = null, params (string Name, string Value)[] settings)
    {
        var harness = Unprepared(folder, types, clock, probe, readModels, alter, settings);
        harness._host.Services.PrepareEventSourcing();
        return harness;
    }

    /// <summary>As a tool on the command line finds it.</summary>
    public static SubscriberHarness Unprepared(
        SubscriberFolder folder, Type[] types, TimeProvider? clock = null, Probe? probe = null, string? readModels = DefaultReadModels,
        Action<IServiceCollection>? alter = null, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = folder.Root });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Journal"] = "Data Source=data/journal.db",
            ["ConnectionStrings:ReadModels"] = readModels,
        });
        builder.Configuration.AddInMemoryCollection(settings.GroupBy(setting => setting.Name, (name, given) => KeyValuePair.Create(name, (string?)given.Last().Value)));
        probe ??= new Probe();
        builder.Services.AddSingleton(probe);
        if (clock is not null) builder.Services.AddSingleton(clock);
        builder.Services.AddEventSourcing(types);
        alter?.Invoke(builder.Services);
        return new SubscriberHarness(builder.Build(), probe);
    }

    public static async Task<SubscriberHarness> StartAsync(SubscriberFolder folder, Type[] types, TimeProvider? clock = null, Probe? probe = null)
    {
        var harness = Prepare(folder, types, clock, probe);
        await harness.StartAsync();
        return harness;
    }

    /// <summary>One that gives up after two attempts, within milliseconds.</summary>
    public static async Task<SubscriberHarness> StartImpatientAsync(SubscriberFolder folder, Type[] types, Probe? probe = null, params (string Name, string Value)[] settings)
    {
        var harness = Prepare(folder, types, probe: probe, settings:
        [
            ("Subscribers:Attempts", "2"), ("Subscribers:FirstPause", "00:00:00.001"), ("Subscribers:LongestPause", "00:00:00.050"), .. settings,
        ]);
        await harness.StartAsync();
        return harness;
    }

    public Task StartAsync() => _host.StartAsync();

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <returns>The newest position.</returns>
    public async Task<long> SaveAsync(params AggregateRoot[] aggregates) => (await Store.SaveAsync(aggregates, CancellationToken.None))[^1].Position;

    /// <summary>Ends when the subscriber's checkpoint is there.</summary>
    public Task ReachAsync(string subscriber, long position) =>
        Get<SubscriberCatalogue>().All.Single(one => one.Name == subscriber).Progress.ReachAsync(position, CancellationToken.None).WaitAsync(Deadline);

    public async Task<SubscriberStatus> StatusOf(string subscriber) =>
        (await Get<ISubscribers>().ListAsync(CancellationToken.None)).Single(status => status.Name == subscriber);

    public Task IsEventuallyAsync(string subscriber, Func<SubscriberStatus, bool> holds) => Eventually.IsSoAsync(async () => holds(await StatusOf(subscriber)));

    /// <summary>In a scope of its own.</summary>
    public async Task<TResult> UseAsync<TService, TResult>(Func<TService, Task<TResult>> use) where TService : notnull
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().WaitAsync(Deadline);
        _host.Dispose();
    }
}
