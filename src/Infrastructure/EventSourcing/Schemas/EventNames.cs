using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>How classes are called in the journal and in the schema folder: <c>HTTPResponse</c> becomes <c>http_response</c>.</summary>
internal static partial class EventNames
{
    public static string Of(Type aggregate) =>
        aggregate.GetCustomAttribute<AggregateTypeAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(aggregate.Name);

    public static string Of(Type aggregate, Type domainEvent) =>
        domainEvent.GetCustomAttribute<EventTypeAttribute>()?.Name
        ?? $"{Of(aggregate)}_{JsonNamingPolicy.SnakeCaseLower.ConvertName(domainEvent.Name)}";

    public static bool IsSnakeCase(string name) => SnakeCase().IsMatch(name);

    /// <summary>Whether it is reserved on Windows, so that no folder or file can be called so.</summary>
    public static bool IsDevice(string name) => Device().IsMatch(name);

    [GeneratedRegex(@"^(con|prn|aux|nul|com[0-9]|lpt[0-9])\z")]
    private static partial Regex Device();

    [GeneratedRegex(@"^[a-z][a-z0-9]*(_[a-z0-9]+)*\z")]
    private static partial Regex SnakeCase();
}
