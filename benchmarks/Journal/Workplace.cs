using System.Reflection;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CleanES.Benchmarks.Journal;

/// <summary>The solution's own services over files in a folder that goes with them; no subscriber runs unless it is started.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly Folder _folder = new();
    private readonly IHost _host;

    /// <param name="more">Types to be found beside the solution's own.</param>
    public Workplace(params Type[] more) : this(checksSchemas: true, more) { }

    /// <param name="checksSchemas">Not for events without one.</param>
    /// <inheritdoc cref="Workplace(Type[])"/>
    public Workplace(bool checksSchemas, params Type[] more)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration["ConnectionStrings:Journal"] = $"Data Source={JournalFile}";
        builder.Configuration["ConnectionStrings:ReadModels"] = $"Data Source={_folder.File("readmodels/{name}.db")}";
        builder.Configuration["EventSchemas:Enabled"] = $"{checksSchemas}";
        Assembly[] own = [typeof(AggregateRoot).Assembly, typeof(IEventStore).Assembly, typeof(Registration).Assembly];
        builder.Services.AddEventSourcing([.. own.SelectMany(assembly => assembly.GetTypes()), .. more]);
        _host = builder.Build();
        _host.Services.PrepareEventSourcing();
    }

    public string JournalFile => _folder.File("journal.db");

    public IServiceProvider Services => _host.Services;

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Works with the store of a scope of its own.</summary>
    public async Task<T> UseAsync<T>(Func<IEventStore, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<IEventStore>());
    }

    public void Dispose()
    {
        _host.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }
}
