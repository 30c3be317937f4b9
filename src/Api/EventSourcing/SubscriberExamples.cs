using CleanES.Application.EventSourcing;

namespace CleanES.Api.EventSourcing;

/// <summary>What Swagger shows as answers.</summary>
internal static class SubscriberExamples
{
    private static readonly Guid _event = new("01980b2e-7c3b-7f0e-8a55-91c2d0b7e6a4"), _aggregate = new("01980b2e-7c3a-7d52-9f64-2f1a6f0e8b11");
    private static readonly DateTimeOffset _date = new(2025, 7, 15, 9, 30, 0, TimeSpan.Zero);

    public static readonly SubscriberStatus Status = new(
        "an-effect", "effect", "running", Position: 42, Lag: 0, LagSeconds: 0, Parked: 1, Attempts: 0, Error: null, NextAttempt: null);

    public static readonly ParkedStatus Parked = new(
        "an-effect", Position: 40, _event, "something_happened", "something", _aggregate, "IOException: The mail server does not answer.", Attempts: 8, _date, IsRetried: false);

    public static readonly PrunedBody Pruned = new(["/srv/data/readmodels/a-projection-1f0c22d8.db"]);

    public static readonly EventFate Fate = new("an-effect", Position: 42, "handled", "the checkpoint is at position 42");

    public static readonly IReadOnlyList<TracedCommand> Trace =
        [new(new Guid("01980b2e-7c3c-71d4-8f0a-5b7c2d9e4a10"), [new(Position: 42, _event, "something_happened", "something", _aggregate, _date, Commands: [])])];
}
