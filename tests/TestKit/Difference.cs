using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CleanES.Domain.EventSourcing;

namespace CleanES.TestKit;

/// <summary>A member in which two events, or two aggregates, differ.</summary>
internal sealed record Difference(string Member, string Went, string Came)
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>
    /// Compares what they hold, hidden or not. Values are the same if they are equal or their JSON is, for a list is equal to none but itself.
    /// </summary>
    public static IEnumerable<Difference> Between(object went, object came)
    {
        if (went.GetType() != came.GetType()) return [new Difference("the class", went.GetType().Name, came.GetType().Name)];

        var told = went is AggregateRoot one && came is AggregateRoot other ? OfEvery(one, other) : [];
        return told.Concat(Fields(went.GetType())
            .Select(field => Compare(NameOf(field), field.GetValue(went), field.GetValue(came)))
            .OfType<Difference>());
    }

    /// <summary>The value as JSON; where it has none, as it tells itself.</summary>
    public static string Text(object? value)
    {
        try
        {
            return JsonSerializer.Serialize(value, value?.GetType() ?? typeof(object), _json);
        }
        catch (Exception failure) when (failure is NotSupportedException or InvalidOperationException or JsonException)
        {
            return $"{value}";
        }
    }

    public override string ToString() => $"    {Member}: {Went} went, {Came} came.";

    /// <summary>What every aggregate has. What is pending is not in the journal.</summary>
    public static IEnumerable<Difference> OfEvery(AggregateRoot went, AggregateRoot came) =>
        new[]
        {
            Compare(nameof(went.Version), went.Version, came.Version),
            Compare(nameof(went.IsDiscarded), went.IsDiscarded, came.IsDiscarded),
            Compare(nameof(went.Claims), went.Claims.Order().ToList(), came.Claims.Order().ToList()),
        }.OfType<Difference>();

    private static Difference? Compare(string member, object? went, object? came) =>
        Equals(went, came) || Text(went) == Text(came) ? null : new Difference(member, Text(went), Text(came));

    public static IEnumerable<FieldInfo> Fields(Type? type) => type is null || type == typeof(AggregateRoot) || type == typeof(object)
        ? []
        : Fields(type.BaseType).Concat(type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));

    /// <summary>A property's field is called <c>&lt;Name&gt;k__BackingField</c>.</summary>
    public static string NameOf(FieldInfo field) => field.Name.Split('<', '>') is [_, var property, _] ? property : field.Name;
}
