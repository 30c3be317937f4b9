using System.Text.Json;

namespace CleanES.Fault.Tests;

internal sealed record SubscriberHealth(string Name, string State, long Position);

/// <summary>What a service says of itself.</summary>
internal static class Health
{
    public static async Task<IReadOnlyList<SubscriberHealth>> SubscribersAsync(this Service service)
    {
        var health = JsonDocument.Parse(await service.Client.GetStringAsync(new Uri("/health/subscribers", UriKind.Relative))).RootElement;
        return [.. health.GetProperty("subscribers").EnumerateArray().Select(one => new SubscriberHealth(
            one.GetProperty("name").GetString()!, one.GetProperty("state").GetString()!, one.GetProperty("position").GetInt64()))];
    }
}
