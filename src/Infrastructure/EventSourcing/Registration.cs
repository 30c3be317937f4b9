using System.Reflection;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Schemas;
using CleanES.Infrastructure.EventSourcing.Sqlite;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CleanES.Infrastructure.EventSourcing;

public static class Registration
{
    private const string DefaultJournal = "Data Source=data/journal.db";
    private const string DefaultReadModels = "Data Source=data/readmodels/{name}.db";

    /// <summary>
    /// Finds aggregates, events, handlers, validators, ports, subscribers and read models in the assemblies and registers all that
    /// serves them. Settings are read from the application's configuration.
    /// </summary>
    /// <exception cref="StartupException">Something that was found cannot be used as it is.</exception>
    public static IServiceCollection AddEventSourcing(this IServiceCollection services, params Assembly[] assemblies) =>
        services.AddEventSourcing([.. assemblies.SelectMany(assembly => assembly.GetTypes())]);

    /// <summary>The same with the types to search given one by one.</summary>
    internal static IServiceCollection AddEventSourcing(this IServiceCollection services, IReadOnlyCollection<Type> types)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMediation(types);
        services.AddPorts(types);
        services.AddSchemas(types);
        services.AddJournal();
        services.AddSubscribers(SubscriberCatalogue.Find(types));
        return services;
    }

    /// <summary>Checks events and schemas and makes the journal ready. Call it once, before the service runs.</summary>
    /// <exception cref="StartupException">Something is wrong with them; the message says what, where, and the way out.</exception>
    public static void PrepareEventSourcing(this IServiceProvider services)
    {
        var events = services.GetRequiredService<EventCatalogue>().All.Select(type => type.Event).ToHashSet();
        var subscribers = services.GetRequiredService<SubscriberCatalogue>().All;
        foreach (var subscriber in subscribers)
        {
            if (subscriber.Events.FirstOrDefault(one => !events.Contains(one)) is { } unknown)
                throw new StartupException($"{subscriber.Class} handles {unknown}, which is no event of a concrete aggregate, so that it would never come.");
        }

        services.GetRequiredService<Snapshots>();              // made here, so that what is wrong stops the start and not the first load
        services.GetRequiredService<IReadModelDatabase>();     // and a wrong setting, too, and not the subscribers
        services.GetRequiredService<SubscriberSettings>();
        var effects = subscribers.Where(subscriber => subscriber.ReadModel is null);
        services.GetRequiredService<IJournalDatabase>().Prepare([.. effects.Select(effect => new EffectStart(effect.Name, effect.Begins == Begins.Beginning))]);
    }

    private static void AddSchemas(this IServiceCollection services, IReadOnlyCollection<Type> types)
    {
        services.AddSingleton(provider => EventSchemaSettings.Read(Configuration(provider), ContentRoot(provider)));
        services.AddSingleton(_ => EventDiscovery.Find(types));
        services.AddSingleton(_ => Upcaster.Find(types));
        services.AddSingleton<EventCatalogue>();
        services.AddSingleton<ISchemas, SchemaTools>();
        services.AddSingleton<EventSerializer>();
    }

    private static void AddJournal(this IServiceCollection services)
    {
        services.AddSingleton<IJournalDatabase>(provider =>
            new SqliteJournal(Configuration(provider).GetConnectionString("Journal") ?? DefaultJournal, ContentRoot(provider)));
        services.AddSingleton<IDbContextFactory<JournalContext>, JournalContexts>();
        services.AddSingleton<JournalHead>();
        services.AddSingleton<JournalReader>();
        services.AddSingleton<JournalWriter>();
        services.AddSingleton<AggregateFactory>();
        services.AddSingleton<AggregateLoader>();
        services.AddSingleton<Snapshots>();
        services.AddSingleton<IJournal>(provider => provider.GetRequiredService<JournalReader>());
        services.AddSingleton<JournalVerifier>();
        services.AddSingleton<IJournalTools, JournalTools>(provider => ActivatorUtilities.CreateInstance<JournalTools>(
            provider, new Lazy<JournalVerifier>(provider.GetRequiredService<JournalVerifier>)));
        services.AddSingleton<UpdateTurns>();
        services.AddScoped<IEventStore, EventStore>();
        services.AddHostedService<JournalWatcher>();
    }

    private static void AddSubscribers(this IServiceCollection services, IReadOnlyList<Subscriber> subscribers)
    {
        services.AddSingleton<IReadModelDatabase>(provider =>
            new SqliteReadModels(Configuration(provider).GetConnectionString("ReadModels") ?? DefaultReadModels, ContentRoot(provider)));
        foreach (var subscriber in subscribers)
        {
            services.AddScoped(subscriber.Class);
            if (subscriber.ReadModel is { } readModel) services.AddScoped(readModel, provider => provider.GetRequiredService<ReadModelScope>().Open(subscriber));
        }

        services.AddSingleton(provider => SubscriberSettings.Read(Configuration(provider)));
        services.AddSingleton(new SubscriberCatalogue(subscribers));
        services.AddSingleton<ReadModels>();
        services.AddScoped<ReadModelScope>();
        services.AddScoped<ReadModelProgress>();
        services.AddScoped<ReadModelAnswer>();
        services.AddScoped<EffectScope>();
        services.AddScoped<IEffectLedger, EffectLedger>();
        services.AddSingleton<SubscriberTable>();
        services.AddSingleton<Leases>();
        services.AddSingleton<ISubscribers, SubscriberList>();
        services.AddSingleton<ISubscriberTools, SubscriberTools>();
        services.AddSingleton<SubscriberWatcher>();
        services.AddSingleton<SubscriberHost>();
        services.AddHostedService(provider => provider.GetRequiredService<SubscriberWatcher>());
        services.AddHostedService(provider => provider.GetRequiredService<SubscriberHost>());
    }

    private static IConfiguration Configuration(IServiceProvider provider) => provider.GetRequiredService<IConfiguration>();

    private static string ContentRoot(IServiceProvider provider) => provider.GetRequiredService<IHostEnvironment>().ContentRootPath;
}
