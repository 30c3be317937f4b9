using System.Runtime.CompilerServices;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.TestKit;

/// <summary>
/// The whole service in the test's process, on a port of its own, with its files in a folder of its own that goes with it. Make one for a
/// test, or one for a class of tests as its fixture; derive from it to replace a part of the service.
/// </summary>
public class Service : WebApplicationFactory<Program>
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("service-");

    public Service() => UseKestrel(0);

    /// <summary>Makes the service's loads and saves fail.</summary>
    public StoreFailures Failures { get; } = new();

    /// <summary>The path of the journal; see <see cref="JournalInvariants"/>.</summary>
    public string JournalFile => Path.Combine(_folder.FullName, "journal.db");

    /// <summary>In every environment the answers are the same; this is what users run.</summary>
    protected virtual string Environment => "Production";

    /// <summary>Stores an aggregate to which this has happened, whether it would have decided so or not.</summary>
    /// <returns>Its id.</returns>
    public async Task<Guid> Given<TAggregate>(params DomainEvent[] history) where TAggregate : AggregateRoot
    {
        var aggregate = new AggregateFactory().Create(typeof(TAggregate), Guid.CreateVersion7());
        foreach (var happened in history) Raise(aggregate, happened);
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IEventStore>().SaveAsync(aggregate, CancellationToken.None);
        return aggregate.Id;
    }

    /// <summary>
    /// Ends when every subscriber has handled everything in the journal, the events of effects' own commands included; neither sleeps nor polls.
    /// What the test does at the same time, or what an effect leaves running, is not waited for.
    /// </summary>
    /// <param name="within">At most so long; 30 seconds if not given. Then it fails, and names each subscriber that is behind or stopped.</param>
    public async Task Settled(TimeSpan? within = null)
    {
        var journal = Services.GetRequiredService<IJournal>();
        var subscribers = Services.GetRequiredService<SubscriberCatalogue>();
        using var patience = new CancellationTokenSource(within ?? _patience);
        try
        {
            long head;
            do
            {
                head = await journal.HeadAsync(patience.Token);
                foreach (var subscriber in subscribers.All) await subscriber.Progress.ReachAsync(head, patience.Token);
            }
            while (await journal.HeadAsync(patience.Token) > head);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            var late = (await Services.GetRequiredService<ISubscribers>().ListAsync(CancellationToken.None)).Where(subscriber => subscriber.Lag > 0 || subscriber.Error is not null).Select(Tell);
            Assert.Fail($"The service has not settled within {within ?? _patience}:{string.Concat(late)}");
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
        .UseEnvironment(Environment)
        .UseSetting("ConnectionStrings:Journal", $"Data Source={JournalFile}")
        .UseSetting("ConnectionStrings:ReadModels", $"Data Source={Path.Combine(_folder.FullName, "readmodels", "{name}.db")}")
        .ConfigureTestServices(services => FailingStore.Decorate(services, Failures));

    protected override void ConfigureClient(HttpClient client)
    {
        base.ConfigureClient(client);
        client.DefaultRequestHeaders.Add("Accept", "application/json");
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing || !_folder.Exists) return;

        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void Raise(AggregateRoot aggregate, DomainEvent raised);

    private static string Tell(SubscriberStatus subscriber) =>
        $"\n  {subscriber.Kind} {subscriber.Name} is {(subscriber.Error is null ? "behind" : subscriber.State)} "
        + $"at position {subscriber.Position} of {subscriber.Position + subscriber.Lag}"
        + (subscriber.Error is null ? "" : $" after {subscriber.Attempts} attempts: {subscriber.Error}");
}
