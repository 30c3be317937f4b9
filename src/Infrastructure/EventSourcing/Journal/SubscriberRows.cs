using CleanES.Application.EventSourcing;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>Who runs a subscriber, and how it stands. Not rebuilt from anything, so it lies beside the journal.</summary>
internal sealed record SubscriberRow
{
    /// <summary>An effect's name; a projection's is followed by what tells its read models apart, so that those of two versions of the service are run by each.</summary>
    public required string Name { get; init; }

    /// <summary>Raised by each process that takes over: what an earlier one still does is refused by it.</summary>
    public long Epoch { get; init; }

    /// <summary>The process that runs it; null if the last one gave it back.</summary>
    public string? Owner { get; init; }

    /// <summary>Raised by the owner as long as it lives.</summary>
    public long Beat { get; init; }

    /// <summary>What the owner handles just now, alone, since an earlier one died of something.</summary>
    public long? Attempting { get; init; }

    /// <summary>What an owner last died of.</summary>
    public long? CrashedAt { get; init; }

    /// <summary>How many owners died of that one after the other.</summary>
    public int Crashes { get; init; }

    /// <summary>Failures since the last success.</summary>
    public int Attempts { get; init; }

    public string? Error { get; init; }

    /// <summary>Null where it has an error and waits for a person.</summary>
    public DateTimeOffset? NextAttempt { get; init; }

    /// <summary>Its attempts are used up.</summary>
    public bool IsStopped { get; init; }

    public bool IsPaused { get; init; }

    /// <summary>Raised by everything that a person asks for, so that the owner looks.</summary>
    public long Asked { get; init; }

    /// <summary>Which of a projection's read models is the live one: raised with every rebuild.</summary>
    public int Generation { get; init; }

    /// <summary>The generation that is being built.</summary>
    public int? Building { get; init; }

    public string? BuildError { get; init; }

    /// <summary>The position after which an effect began.</summary>
    public long BeganAfter { get; init; }
}

/// <summary>An event that a subscriber has set aside: beside the checkpoint, so that the two change together.</summary>
[PrimaryKey(nameof(Subscriber), nameof(Position))]
internal sealed record ParkedEvent
{
    public required string Subscriber { get; init; }
    public required long Position { get; init; }
    public required Guid EventId { get; init; }
    public required string EventType { get; init; }
    public required string AggregateType { get; init; }
    public required Guid AggregateId { get; init; }

    /// <summary>Null if it is here only because an earlier event of its aggregate is.</summary>
    public string? Error { get; init; }

    public int Attempts { get; init; }
    public required DateTimeOffset ParkedAt { get; init; }

    /// <summary>It is to be tried again.</summary>
    public bool IsRetried { get; init; }

    public (string Type, Guid Id) Aggregate => (AggregateType, AggregateId);

    public static ParkedEvent Of(EventEnvelope stored, string subscriber, string? error, int attempts, DateTimeOffset now) => new()
    {
        Subscriber = subscriber,
        Position = stored.Position,
        EventId = stored.EventId,
        EventType = stored.EventType,
        AggregateType = stored.AggregateType,
        AggregateId = stored.AggregateId,
        Error = error,
        Attempts = attempts,
        ParkedAt = now,
    };
}

/// <summary>What a person had done to a subscriber.</summary>
internal sealed record SubscriberAudit
{
    public const string Skip = "skip", Reset = "reset";

    public long Id { get; init; }
    public required string Subscriber { get; init; }
    public required string Action { get; init; }
    public long? Position { get; init; }

    /// <summary>Of the event at the position: with another journal the position is another event's.</summary>
    public Guid? EventId { get; init; }

    public string? Reason { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>What an effect has done for an event.</summary>
internal sealed record EffectDone(string Subscriber, Guid EventId, string Step, DateTimeOffset At);
