using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using MediatR;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CleanES.Docs.Tests;

/// <summary>The sample's service, without HTTP, with the classes that a block shows; its files lie in a folder that goes with it.</summary>
internal sealed class ShownService : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("docs-tests-");
    private readonly IHost _host;
    private readonly AsyncServiceScope _scope;

    private ShownService(Type[] types, bool schemas, Action<IServiceCollection>? replace)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = _folder.FullName });
        builder.Configuration["EventSchemas:Enabled"] = $"{schemas}";
        replace?.Invoke(builder.Services);
        builder.Services.AddEventSourcing(types);
        _host = builder.Build();
        _scope = _host.Services.CreateAsyncScope();
        _host.Services.PrepareEventSourcing();
    }

    public IEventStore Events => Get<IEventStore>();

    public IJournal Journal => Get<IJournal>();

    public static async Task<ShownService> StartAsync(Compiled shown, bool schemas = true, Action<IServiceCollection>? replace = null)
    {
        var service = new ShownService(Sample.With(shown), schemas, replace);
        await service._host.StartAsync();
        return service;
    }

    public T Get<T>() where T : notnull => (T)Get(typeof(T));

    public object Get(Type type) => _scope.ServiceProvider.GetRequiredService(type);

    public Task SendAsync(IRequest<Saved> command) => Get<IMediator>().Send(command);

    public async Task<Guid> SaveAsync(AggregateRoot aggregate) => (await Events.SaveAsync(aggregate, default)).Id;

    /// <summary>Ends when the subscriber of this name has handled all that is in the journal now.</summary>
    public async Task ReachedAsync(string subscriber)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var one = Get<SubscriberCatalogue>().All.Single(one => one.Name == subscriber);
        await one.Progress.ReachAsync(await Journal.HeadAsync(patience.Token), patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _scope.DisposeAsync();
        _host.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
