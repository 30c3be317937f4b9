using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>Between a <see cref="CommandContext"/> and the metadata in the journal.</summary>
internal static class EventMetadata
{
    private const string CommandId = "command_id", CorrelationId = "correlation_id", CausationId = "causation_id", User = "user";

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
        foreach (var (name, value) in context.More)
        {
            if (!metadata.TryAdd(name, value?.DeepClone()))
                throw new InvalidOperationException($"{nameof(CommandContext)}.{nameof(CommandContext.More)}: {name} is one of the context's own names. Choose another.");
        }

        return metadata.ToJsonString(Json);
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
            if (name is not (CommandId or CorrelationId or CausationId or User)) context.More[name] = value?.DeepClone();
        }
    }
}
