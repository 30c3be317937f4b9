using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>
/// Brings a stored event from one version of its schema to the next, where the schemas alone do not say how. Found by its
/// <see cref="UpcasterAttribute"/>; stands in the folder of its feature.
/// </summary>
/// <remarks>
/// Pure: what it returns follows from what it is given, by the rules of the day when the next version came, and it is never changed once that version is
/// released. One instance, made by a constructor without parameters, serves all threads. What it throws makes the event unreadable.
/// </remarks>
internal interface IUpcaster
{
    /// <param name="data">The event as its version has it, with names in snake_case. May be changed and returned.</param>
    /// <param name="stored">The row of the journal that it was read from.</param>
    /// <returns>The event as the next version has it.</returns>
    JsonObject Upcast(JsonObject data, EventEnvelope stored);
}

/// <summary>
/// Makes others of a stored event: none, one or several, of the same aggregate or of one that was split from it. Otherwise like
/// <see cref="IUpcaster"/>.
/// </summary>
/// <remarks>
/// They share the stored event's position, id and aggregate id, and count as one version of its aggregate: an effect for which the event id is a key adds
/// to it what tells them apart. An aggregate that was split off begins
/// its own versions at 0 with its own first event; what it gets from here comes before.
/// </remarks>
internal interface ISplittingUpcaster
{
    /// <returns>In their order. Of the types that the attribute names, and if of the same type, of a later version.</returns>
    IEnumerable<UpcastEvent> Split(JsonObject data, EventEnvelope stored);
}

/// <summary>An event that an upcaster made.</summary>
/// <param name="EventType">Its stable name: <c>shipment_sent</c>.</param>
/// <param name="EventVersion">The version of the schema that <paramref name="Data"/> has; later ones are reached as with a stored event.</param>
internal sealed record UpcastEvent(string EventType, int EventVersion, JsonObject Data);

/// <summary>Says which stored events an upcaster reads. One class may read several.</summary>
/// <param name="eventType">Their stable name: <c>todo_created</c>. It may be one that has no class any more, as long as its schemas stay.</param>
/// <param name="version">Their version.</param>
/// <param name="into">The event types that a <see cref="ISplittingUpcaster"/> makes of them; none if it drops them.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
internal sealed class UpcasterAttribute(string eventType, int version, params string[] into) : Attribute
{
    public string EventType { get; } = eventType;
    public int Version { get; } = version;
    public string[] Into { get; } = into;
}
