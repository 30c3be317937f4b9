using CleanES.Application.EventSourcing;

namespace CleanES.Api.EventSourcing;

internal sealed class HealthEndpoints : IEndpoints
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", Live).WithExample(new Health("healthy"));
        health.MapGet("/ready", Ready).WithExample(new Health("healthy")).AnswersProblems(ProblemKind.JournalUnavailable);
        health.MapGet("/subscribers", Subscribers).AnswersProblems(ProblemKind.JournalUnavailable).WithExample(new SubscribersHealth(
            "healthy",
            [new SubscriberStatus("a-projection", "projection", "running", Position: 42, Lag: 0, LagSeconds: 0, Parked: 0, Attempts: 0, Error: null, NextAttempt: null)]));
    }

    /// <summary>Does the process answer?</summary>
    private static Health Live() => new("healthy");

    /// <summary>Can commands and queries be served?</summary>
    private static async Task<Health> Ready(IJournal journal, CancellationToken cancellation)
    {
        await journal.HeadAsync(cancellation);
        return new Health("healthy");
    }

    /// <summary>How do the subscribers stand?</summary>
    /// <remarks>`degraded` when one is retrying or stopped, or has parked events: its queries go on serving what they have. What to do: `GET /subscribers`.</remarks>
    private static async Task<SubscribersHealth> Subscribers(ISubscribers subscribers, CancellationToken cancellation)
    {
        // Whoever asks is told the kind of failure; its words may name files and hosts, and stand in the log.
        var all = (await subscribers.ListAsync(cancellation)).Select(subscriber => subscriber with
        {
            Error = subscriber.Error?.Split(':')[0],
            Rebuild = subscriber.Rebuild is { } rebuild ? rebuild with { Error = rebuild.Error?.Split(':')[0] } : null,
        }).ToList();
        return new SubscribersHealth(all.Any(subscriber => subscriber.Error is not null || subscriber.Parked > 0) ? "degraded" : "healthy", all);
    }
}

internal sealed record Health(string Status);

internal sealed record SubscribersHealth(string Status, IReadOnlyList<SubscriberStatus> Subscribers);
