using System.Text.Json.Nodes;

namespace CleanES.Application.EventSourcing;

/// <summary>
/// What surrounds the command that is carried out in this scope, such as one HTTP request: the store writes it into the metadata of every event that it
/// saves. Whoever begins the scope fills it in; nothing of it comes from a body.
/// </summary>
public sealed class CommandContext
{
    /// <summary>Of the command: <c>command_id</c>. What effects send has an id that follows from the event and the command, so that a repeat has it again.</summary>
    public Guid? CommandId { get; set; }

    /// <summary>Of all that follows from one request: <c>correlation_id</c>. The trace id of W3C's <c>traceparent</c>, 32 hexadecimal digits.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The event that made an effect send the command: <c>causation_id</c>; null if a caller sent it.</summary>
    public Guid? CausationId { get; set; }

    /// <summary>On whose behalf: <c>user</c>; null if nobody is known.</summary>
    public string? User { get; set; }

    /// <summary>Anything else, such as a tenant, under a name in snake_case of its own.</summary>
    public IDictionary<string, JsonNode?> More { get; } = new Dictionary<string, JsonNode?>();
}
