using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.Tests.Subscriptions;

public sealed class ParkingAnswerTests : IDisposable
{
    private readonly SubscriberFolder _folder = new();
    private readonly Probe _probe = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Who_waits_for_a_position_is_told_how_many_events_the_answer_does_not_show()
    {
        _probe.Interfere = (_, stored) => stored.Position == 2 ? throw new InvalidOperationException("No jars today.") : Task.CompletedTask;
        await using var service = SubscriberHarness.Prepare(
            _folder, [typeof(Jar), typeof(ParkingTables), typeof(ParkingProjection)], probe: _probe,
            alter: services => services.AddSingleton(new SubscriberSettings { Attempts = 2, FirstPause = TimeSpan.FromMilliseconds(1) }));
        await service.StartAsync();
        await service.SaveAsync(Jar.Open());
        Assert.Equal(0, await AskAsync(service, 1));

        await service.SaveAsync(Jar.Open(), Jar.WithEvents(2));

        Assert.Equal(1, await AskAsync(service, 4));
        Assert.Equal(0, await AskAsync(service, null));
    }

    private static Task<long> AskAsync(SubscriberHarness service, long? position) => service.UseAsync(async (IServiceProvider scope) =>
    {
        await scope.GetRequiredService<ReadModelProgress>().ReachAsync<ParkingTables>(position, default).WaitAsync(SubscriberHarness.Deadline);
        return scope.GetRequiredService<ReadModelAnswer>().Parked;
    });

    internal sealed class ParkingTables(DbContextOptions<ParkingTables> options) : ReadModelContext(options)
    {
        public DbSet<HandledRow> Handled => Set<HandledRow>();
    }

    [Projection("parking-jars", OnFailure = OnFailure.Park)]
    internal sealed class ParkingProjection(ParkingTables tables, Probe probe) : INotificationHandler<StoredEvent<Jar.Opened>>
    {
        public Task Handle(StoredEvent<Jar.Opened> stored, CancellationToken cancellation)
        {
            tables.Handled.Add(new HandledRow { Position = stored.Position });
            return probe.HandleAsync(this, stored);
        }
    }
}
