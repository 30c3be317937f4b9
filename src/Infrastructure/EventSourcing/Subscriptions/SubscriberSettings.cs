using CleanES.Application.EventSourcing;
using Microsoft.Extensions.Configuration;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>The section <c>Subscribers</c> of the configuration.</summary>
internal sealed record SubscriberSettings
{
    /// <summary>After the first failure; each further pause is twice as long, and a part of each up to a half is left to chance.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Failures on one event after which it is parked, or the subscriber stopped.</summary>
    public int Attempts { get; init; } = 8;

    /// <summary>Processes that die one after the other while they handle an event alone, after which it is parked, or the subscriber stopped.</summary>
    public int Crashes { get; init; } = 3;

    /// <summary>How long an effect may take for an event, a projection for a batch: what takes longer has failed.</summary>
    public TimeSpan HandlerTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a process that gives no sign keeps its subscribers. One that has died loses them at once.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <exception cref="StartupException">A value cannot be used.</exception>
    public static SubscriberSettings Read(IConfiguration configuration)
    {
        SubscriberSettings settings;
        try
        {
            settings = configuration.GetSection("Subscribers").Get<SubscriberSettings>() ?? new SubscriberSettings();
        }
        catch (InvalidOperationException unreadable)
        {
            throw new StartupException($"Subscribers: {unreadable.Message}{(unreadable.Message.Contains(nameof(TimeSpan), StringComparison.Ordinal) ? " Times are written as 00:00:10." : "")}", unreadable);
        }

        var problems = new[]
        {
            Unless(settings.FirstPause > TimeSpan.Zero, nameof(FirstPause), settings.FirstPause, "longer than nothing"),
            Unless(settings.LongestPause >= settings.FirstPause && settings.LongestPause < TimeSpan.FromDays(1), nameof(LongestPause), settings.LongestPause, "at least FirstPause and less than a day"),
            Unless(settings.Attempts > 0, nameof(Attempts), settings.Attempts, "at least 1"),
            Unless(settings.Crashes > 0, nameof(Crashes), settings.Crashes, "at least 1"),
            Unless(settings.HandlerTimeout > TimeSpan.Zero && settings.HandlerTimeout < TimeSpan.FromDays(1), nameof(HandlerTimeout), settings.HandlerTimeout, "longer than nothing and less than a day"),
            Unless(settings.LeaseTime >= TimeSpan.FromSeconds(2) && settings.LeaseTime < TimeSpan.FromDays(1), nameof(LeaseTime), settings.LeaseTime, "at least 2 seconds and less than a day"),
        }.OfType<string>().ToList();
        return problems.Count == 0 ? settings : throw new StartupException("The subscribers cannot be run as they are set", problems);
    }

    private static string? Unless(bool fits, string name, object value, string expected) => fits ? null : $"Subscribers:{name} is {value}; it must be {expected}.";

    /// <param name="attempts">From 1.</param>
    public TimeSpan PauseAfter(int attempts)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(attempts - 1, 30));
        var jittered = (pause > LongestPause ? LongestPause : pause) * (1 - Random.Shared.NextDouble() / 2);
        return TimeSpan.FromMilliseconds(Math.Ceiling(jittered.TotalMilliseconds));
    }
}
