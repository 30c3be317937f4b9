using System.Text.Json.Nodes;

namespace CleanES.Application.EventSourcing;

/// <summary>
/// What surrounds the command that is carried out in this scope: an HTTP request, or an effect's handling of one event. The store
/// writes it into the metadata of every event that it saves. Nothing of it comes from a body.
/// </summary>
/// <remarks>A scope carries out one command at a time.</remarks>
public sealed class CommandContext
{
    /// <summary><c>command_id</c>: given to every command that is sent.</summary>
    public Guid? CommandId { get; set; }

    /// <summary><c>correlation_id</c>: of all that follows from one request. Over HTTP the trace id of <c>traceparent</c>, 32 hexadecimal digits.</summary>
    public string? CorrelationId { get; set; }

    /// <summary><c>causation_id</c>: the id of the event that made an effect send the command; null if a caller sent it.</summary>
    public Guid? CausationId { get; set; }

    /// <summary><c>user</c>: on whose behalf, by an id that stays if there is one; null if nobody is known.</summary>
    public string? User { get; set; }

    /// <summary>Anything else, such as a tenant, each under a name of its own in snake_case.</summary>
    public IDictionary<string, JsonNode?> More { get; } = new Dictionary<string, JsonNode?>();
}
