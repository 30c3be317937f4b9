using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace CleanES.Api.EventSourcing;

/// <summary>Why a request was not served (RFC 9457).</summary>
internal sealed class Problem : ProblemDetails
{
    /// <summary>Stable, for programs.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong, by field, header or path.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>The aggregate version that the change was meant for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ExpectedVersion { get; init; }

    /// <summary>The aggregate version that was found.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ActualVersion { get; init; }
}

/// <summary>A kind of problem, as callers and Swagger are told of it.</summary>
internal sealed record ProblemKind(int Status, string Code, string Title)
{
    public static readonly ProblemKind
        InvalidRequest = new(400, "invalid_request", "The request cannot be read."),
        ValidationFailed = new(400, "validation_failed", "Some values are not allowed."),
        PositionAhead = new(400, "position_ahead", "The journal has not reached this position."),
        NotFound = new(404, "not_found", "There is nothing under this id, or was not at that version or time."),
        UnknownSubscriber = new(404, "unknown_subscriber", "There is no subscriber of this name."),
        UnknownRoute = new(404, "unknown_route", "There is nothing at this address."),
        MethodNotAllowed = new(405, "method_not_allowed", "This address does not serve this method."),
        LostRace = new(409, "lost_race", "Somebody else changed it first."),
        ClaimTaken = new(409, "<aggregate>.<value>_taken", "Another one has this value already."),
        ToolRefused = new(409, "tool_refused", "This cannot be done as things are. Nothing was changed."),
        VersionMismatch = new(412, "version_mismatch", "It is not at the version that If-Match demands."),
        BodyTooLarge = new(413, "body_too_large", "The body is too large: at most 1 MiB."),
        UnsupportedMediaType = new(415, "unsupported_media_type", "The body must be application/json."),
        RuleBroken = new(422, "<aggregate>.<rule>", "A rule forbids this."),
        EventSchemaMismatch = new(422, "event_schema_mismatch", "The event does not match its schema. Nothing was stored."),
        EventTooLarge = new(422, "event_too_large", "The event is larger than an event may be. Nothing was stored."),
        InternalError = new(500, "internal_error", "Something went wrong here."),
        JournalUnavailable = new(503, "journal_unavailable", "The journal is busy, or cannot be reached. Nothing was stored; try again."),
        OutcomeUnknown = new(503, "outcome_unknown", "Whether the change is stored is not known. Read it before you try again."),
        ReadModelUnavailable = new(503, "read_model_unavailable", "The read model cannot be reached now. Try again."),
        ReadModelBehind = new(503, "read_model_behind", "The read model has not reached this position yet. Try again.");

    public static readonly IReadOnlyList<ProblemKind> All =
    [
        InvalidRequest, ValidationFailed, PositionAhead, NotFound, UnknownSubscriber, UnknownRoute, MethodNotAllowed, LostRace, ClaimTaken, ToolRefused,
        VersionMismatch, BodyTooLarge, UnsupportedMediaType, RuleBroken, EventSchemaMismatch, EventTooLarge, InternalError, JournalUnavailable,
        OutcomeUnknown, ReadModelUnavailable, ReadModelBehind,
    ];
}
