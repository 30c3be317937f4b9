using System.Text.Json;

namespace CleanES.Fault.Tests;

internal sealed record SubscriberHealth(string Name, string State, long Position, long Parked, (long Position, long Of)? Rebuild, string? Error);

/// <summary>What a service says of itself.</summary>
internal static class Health
{
    public static async Task<IReadOnlyList<SubscriberHealth>> SubscribersAsync(this Service service)
    {
        var health = JsonDocument.Parse(await service.Client.GetStringAsync(new Uri("/health/subscribers", UriKind.Relative))).RootElement;
        return [.. health.GetProperty("subscribers").EnumerateArray().Select(one => new SubscriberHealth(
            one.GetProperty("name").GetString()!, one.GetProperty("state").GetString()!, one.GetProperty("position").GetInt64(), one.GetProperty("parked").GetInt64(),
            one.GetProperty("rebuild") is { ValueKind: JsonValueKind.Object } rebuild ? (rebuild.GetProperty("position").GetInt64(), rebuild.GetProperty("of").GetInt64()) : null,
            one.GetProperty("error").GetString()))];
    }

    public static async Task<SubscriberHealth> SubscriberAsync(this Service service, string name) => (await service.SubscribersAsync()).Single(one => one.Name == name);
}
