using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Schemas;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>Runs one subscriber whenever no other process does.</summary>
internal sealed partial class SubscriberRunner(
    Subscriber subscriber, EventCatalogue events, IServiceProvider services, Leases leases, SubscriberSettings settings, TimeProvider clock, ILogger<SubscriberRunner> log)
{
    private static readonly TimeSpan AfterLoss = TimeSpan.FromMilliseconds(100);

    /// <summary>Ends when the process stops, and only then.</summary>
    /// <param name="stopping">Nothing new is begun.</param>
    /// <param name="grace">What was begun is broken off.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken grace)
    {
        for (var attempts = 1; !stopping.IsCancellationRequested;)
        {
            try
            {
                await using var lease = await leases.AcquireAsync(subscriber, stopping);
                await Task.Yield();     // from here on beside the others
                attempts = 1;
                await TenureOf(lease).RunAsync(stopping, grace);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception lost) when (lost is LostLeaseException or OperationCanceledException)
            {
                Lost(subscriber.Kind, subscriber.Name);
                await Task.Delay(AfterLoss, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);       // an older version of the service, which knows no leases, may go on taking turns
            }
            catch (Exception failure)
            {
                var pause = settings.PauseAfter(attempts++);
                CannotRun(failure, subscriber.Kind, subscriber.Name, pause);
                await Task.Delay(pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                subscriber.RunHere = null;
            }
        }
    }

    private Tenure TenureOf(Lease lease)
    {
        var wiring = new SubscriberWiring(subscriber, events.All.Select(type => type.Event));
        return ActivatorUtilities.CreateInstance<Tenure>(services, subscriber, lease, (Func<int, Course>)CourseOf, log);

        Course CourseOf(int generation)
        {
            SubscriberStep step = subscriber.ReadModel is null
                ? ActivatorUtilities.CreateInstance<EffectStep>(services, subscriber, wiring)
                : ActivatorUtilities.CreateInstance<ProjectionStep>(services, subscriber, generation, wiring);
            return ActivatorUtilities.CreateInstance<Course>(services, subscriber, step, lease);
        }
    }

    [LoggerMessage(LogLevel.Information, "The {Kind} {Subscriber} was taken over by another process, or its checkpoint was moved")]
    private partial void Lost(string kind, string subscriber);

    [LoggerMessage(LogLevel.Warning, "The {Kind} {Subscriber} cannot be run now; the next attempt follows in {Pause}")]
    private partial void CannotRun(Exception failure, string kind, string subscriber, TimeSpan pause);
}
