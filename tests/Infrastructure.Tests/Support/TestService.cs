using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CleanES.Infrastructure.Tests.Support;

/// <summary>A service with the aggregates of the tests, or with those that are given, ready to serve; its journal lies in the folder.</summary>
internal sealed class TestService : IDisposable
{
    public const string JournalName = "journal.db";

    private static readonly Type[] Aggregates = [typeof(Account), typeof(Animal), typeof(Dog), typeof(Cat), typeof(Member), typeof(Pantry)];

    private readonly IHost _host;

    public TestService(
        string folder, string? connectionString = null, Dictionary<string, string?>? settings = null,
        TimeProvider? clock = null, InterceptedJournal? intercepted = null, Type[]? aggregates = null, ILoggerProvider? log = null)
    {
        connectionString ??= $"Data Source={JournalName}";
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = folder });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration["ConnectionStrings:Journal"] = connectionString;
        if (log is not null) builder.Logging.AddProvider(log);
        if (clock is not null) builder.Services.AddSingleton(clock);
        builder.Services.AddEventSourcing(WithNested(aggregates ?? Aggregates));
        if (intercepted is not null) builder.Services.AddSingleton<IJournalDatabase>(intercepted.Around(new SqliteJournal(connectionString, folder)));
        _host = builder.Build();
        try
        {
            _host.Services.PrepareEventSourcing();
        }
        catch
        {
            _host.Dispose();
            throw;
        }
    }

    public IEventStore Store => Get<IEventStore>();

    public IJournal Journal => Get<IJournal>();

    /// <summary>From then on it notices what other services append.</summary>
    public Task StartAsync() => _host.StartAsync();

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Saves an account with deposits of 1, and forgets it.</summary>
    public async Task<Guid> OpenAccountAsync(int deposits = 0)
    {
        var account = Account.Open(Guid.CreateVersion7());
        for (var i = 0; i < deposits; i++) account.Deposit(1);
        await Store.SaveAsync(account, default);
        return account.Id;
    }

    public async Task<List<EventEnvelope>> HistoryAsync<TAggregate>(Guid id) where TAggregate : AggregateRoot
    {
        List<EventEnvelope> history = [];
        await foreach (var stored in Journal.HistoryAsync<TAggregate>(id, default)) history.Add(stored);
        return history;
    }

    public void Dispose() => _host.Dispose();

    private static Type[] WithNested(IEnumerable<Type> types) => [.. types.SelectMany(type => (Type[])[type, .. type.GetNestedTypes()])];
}
