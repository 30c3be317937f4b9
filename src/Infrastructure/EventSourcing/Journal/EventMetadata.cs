using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>Between a <see cref="CommandContext"/> and the metadata in the journal.</summary>
internal static class EventMetadata
{
    private const string CommandId = "command_id", CorrelationId = "correlation_id", CausationId = "causation_id", User = "user", SpanId = "span_id";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(CommandContext context)
    {
        var metadata = new JsonObject
        {
            [CommandId] = context.CommandId ?? Guid.CreateVersion7(),
            [CorrelationId] = context.CorrelationId,
            [CausationId] = context.CausationId,
            [User] = context.User,
        };
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } span && span.TraceId.ToHexString() == context.CorrelationId) metadata[SpanId] = span.SpanId.ToHexString();
        foreach (var (name, value) in context.More)
        {
            if (!metadata.TryAdd(name, value?.DeepClone()))
                throw new InvalidOperationException($"{nameof(CommandContext)}.{nameof(CommandContext.More)}: {name} is one of the context's own names. Choose another.");
        }

        return metadata.ToJsonString(Json);
    }

    /// <summary>What of the trace of a request raised an event; the default if it was in none.</summary>
    public static ActivityContext ParentIn(string metadata)
    {
        if (!metadata.Contains(SpanId, StringComparison.Ordinal)) return default;

        var json = JsonNode.Parse(metadata)!.AsObject();
        return ActivityContext.TryParse($"00-{json[CorrelationId]}-{json[SpanId]}-01", traceState: null, isRemote: true, out var parent) ? parent : default;
    }

    /// <summary>Which command raised an event, and what had caused that; nulls where the metadata do not tell.</summary>
    public static (string? CorrelationId, Guid? CommandId, Guid? CausationId) OriginIn(string metadata)
    {
        var json = JsonNode.Parse(metadata)!.AsObject();
        return ((string?)json[CorrelationId], IdOf(CommandId), IdOf(CausationId));

        Guid? IdOf(string name) => Guid.TryParse((string?)json[name], out var id) ? id : null;
    }

    /// <summary>Lets commands follow from a stored event: with it as their cause, and otherwise in its own context.</summary>
    /// <param name="effect">The name of the effect that will send them.</param>
    public static void Continue(this CommandContext context, StoredEvent cause, string effect)
    {
        var metadata = JsonNode.Parse(cause.Envelope.Metadata)!.AsObject();
        context.CommandId = DerivedId.From(cause.EventId, effect);
        context.CausationId = cause.EventId;
        context.CorrelationId = (string?)metadata[CorrelationId];
        context.User = (string?)metadata[User];
        foreach (var (name, value) in metadata)
        {
            if (name is not (CommandId or CorrelationId or CausationId or User or SpanId)) context.More[name] = value?.DeepClone();
        }
    }
}
