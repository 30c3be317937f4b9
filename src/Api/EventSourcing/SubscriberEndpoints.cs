using System.ComponentModel.DataAnnotations;
using CleanES.Application.EventSourcing;
using FluentValidation.Results;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CleanES.Api.EventSourcing;

/// <summary>The subscribers, for those who look after them. Left out with <c>Subscribers:OverHttp</c> false.</summary>
internal sealed class SubscriberEndpoints : IEndpoints
{
    private const string Setting = "Subscribers:OverHttp";

    public void Map(IEndpointRouteBuilder routes)
    {
        var setting = routes.ServiceProvider.GetRequiredService<IConfiguration>()[Setting] ?? "true";
        if (!bool.TryParse(setting, out var isOverHttp)) throw new StartupException($"{Setting} is {setting}; it must be true or false.");
        if (!isOverHttp) return;

        var all = routes.MapGroup("/subscribers").WithTags("Subscribers");
        all.MapGet("/", List).WithExample(new[] { SubscriberExamples.Status }).AnswersProblems(ProblemKind.JournalUnavailable);
        all.MapGet("/parked", Parked).WithExample(new[] { SubscriberExamples.Parked }).AnswersProblems(ProblemKind.JournalUnavailable, ProblemKind.ReadModelUnavailable);
        all.MapPost("/prune", Prune).WithExample(SubscriberExamples.Pruned).AnswersProblems(ProblemKind.InvalidRequest, ProblemKind.JournalUnavailable);

        var one = all.MapGroup("/{name}");
        Answers(one.MapGet("/parked", ParkedOf)).WithExample(new[] { SubscriberExamples.Parked });
        Answers(one.MapPost("/retry", Retry), ProblemKind.InvalidRequest, ProblemKind.ToolRefused).WithExample(new RetriedBody(1));
        Answers(one.MapPost("/skip", Skip), ProblemKind.InvalidRequest, ProblemKind.ValidationFailed, ProblemKind.ToolRefused, ProblemKind.BodyTooLarge);
        Answers(one.MapPost("/pause", Pause), ProblemKind.ToolRefused);
        Answers(one.MapPost("/resume", Resume), ProblemKind.ToolRefused);
        Answers(one.MapPost("/reset", Reset), ProblemKind.InvalidRequest, ProblemKind.ToolRefused);
        Answers(one.MapPost("/rebuild", Rebuild), ProblemKind.ToolRefused);
        Answers(one.MapGet("/why/{position}", Why), ProblemKind.InvalidRequest, ProblemKind.ToolRefused).WithExample(SubscriberExamples.Fate);

        routes.MapGet("/traces/{correlationId}", Trace).WithTags("Subscribers").WithExample(SubscriberExamples.Trace).AnswersProblems(ProblemKind.JournalUnavailable);
    }

    /// <summary>List the subscribers</summary>
    /// <remarks>How each stands, whichever process runs it: what failed, in words, and how far a rebuild has come.</remarks>
    private static Task<IReadOnlyList<SubscriberStatus>> List(ISubscribers subscribers, CancellationToken cancellation) => subscribers.ListAsync(cancellation);

    /// <summary>List what is parked</summary>
    /// <remarks>The events that are set aside, by subscriber and position, each with what failed; without it, it is here because an earlier event of its aggregate is.</remarks>
    private static Task<IReadOnlyList<ParkedStatus>> Parked(ISubscriberTools tools, CancellationToken cancellation) => tools.ParkedAsync(null, cancellation);

    /// <summary>List what is parked for one subscriber</summary>
    private static Task<IReadOnlyList<ParkedStatus>> ParkedOf(string name, ISubscriberTools tools, CancellationToken cancellation) => tools.ParkedAsync(name, cancellation);

    /// <summary>Try again</summary>
    /// <remarks>At once: a subscriber that is retrying or stopped, and what it has parked. Tells how many parked events will be tried.</remarks>
    /// <param name="position">Only what is parked at this position, and what is parked of the same aggregate.</param>
    private static async Task<RetriedBody> Retry(string name, ISubscriberTools tools, long? position, CancellationToken cancellation) =>
        new(await tools.RetryAsync(name, position, cancellation));

    /// <summary>Give one event up</summary>
    /// <remarks>For this subscriber: one that is parked, or the one at which it is retrying or stopped. The later ones of its aggregate are tried.</remarks>
    private static async Task<NoContent> Skip(string name, SkipBody body, ISubscriberTools tools, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(body.Reason))
            throw new FluentValidation.ValidationException([new ValidationFailure(nameof(body.Reason), "A reason is required: it is kept with the event.")]);

        await tools.SkipAsync(name, body.Position, body.Reason, cancellation);
        return TypedResults.NoContent();
    }

    /// <summary>Pause a subscriber</summary>
    /// <remarks>Within a second it begins nothing new, until it is resumed.</remarks>
    private static async Task<NoContent> Pause(string name, ISubscriberTools tools, CancellationToken cancellation)
    {
        await tools.PauseAsync(name, cancellation);
        return TypedResults.NoContent();
    }

    /// <summary>Resume a subscriber</summary>
    private static async Task<NoContent> Resume(string name, ISubscriberTools tools, CancellationToken cancellation)
    {
        await tools.ResumeAsync(name, cancellation);
        return TypedResults.NoContent();
    }

    /// <summary>Let a subscriber go on whose checkpoint does not fit the journal</summary>
    /// <remarks>As after the journal was brought back from a backup: a projection with an empty read model from the first event, an effect after a position.</remarks>
    /// <param name="position">Only for an effect: the last event that counts as handled. If not given: the newest, or where it is if that fits this journal.</param>
    private static async Task<NoContent> Reset(string name, ISubscriberTools tools, long? position, CancellationToken cancellation)
    {
        await tools.ResetAsync(name, position, cancellation);
        return TypedResults.NoContent();
    }

    /// <summary>Rebuild a projection</summary>
    /// <remarks>
    /// Begins to build its read model anew from the journal, beside the one that goes on to serve queries and is replaced at the end. `GET /subscribers` tells how far it is. An effect
    /// has nothing to rebuild: `tool_refused`.
    /// </remarks>
    private static async Task<Accepted> Rebuild(string name, ISubscriberTools tools, CancellationToken cancellation)
    {
        await tools.RebuildAsync(name, cancellation);
        return TypedResults.Accepted((string?)null);
    }

    /// <summary>Remove read models that nobody uses</summary>
    /// <remarks>Of old shapes, versions and rebuilds, and of projections that are gone. Tells which, by the full paths of their files.</remarks>
    /// <param name="dryRun">Only tell which.</param>
    private static async Task<PrunedBody> Prune(ISubscriberTools tools, bool dryRun = false, CancellationToken cancellation = default) =>
        new(await tools.PruneAsync(dryRun, cancellation));

    /// <summary>Tell what became of an event</summary>
    /// <remarks>With this subscriber: `handled`, `filtered`, `parked`, `skipped` or `waiting`, and why.</remarks>
    private static Task<EventFate> Why(string name, long position, ISubscriberTools tools, CancellationToken cancellation) => tools.WhyAsync(name, position, cancellation);

    /// <summary>Tell all that followed from one request</summary>
    /// <remarks>Events by the commands that raised them, commands by the events that made effects send them. The id stands in each event's metadata; none is known: an empty list.</remarks>
    /// <param name="correlationId">Over HTTP the trace id of `traceparent`.</param>
    private static Task<IReadOnlyList<TracedCommand>> Trace(string correlationId, ISubscriberTools tools, CancellationToken cancellation) => tools.TraceAsync(correlationId, cancellation);

    private static RouteHandlerBuilder Answers(RouteHandlerBuilder endpoint, params ProblemKind[] kinds) =>
        endpoint.AnswersProblems([.. kinds.Append(ProblemKind.UnknownSubscriber).OrderBy(kind => kind.Status), ProblemKind.JournalUnavailable, ProblemKind.ReadModelUnavailable]);
}

/// <param name="Position" example="42">Of the event.</param>
/// <param name="Reason" example="The address is gone; told by telephone.">Kept with it; not blank.</param>
internal sealed record SkipBody(long Position, [property: Required] string? Reason);

/// <param name="Retried">How many parked events will be tried.</param>
internal sealed record RetriedBody(int Retried);

/// <param name="Files">Full paths.</param>
internal sealed record PrunedBody(IReadOnlyList<string> Files);
