using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>One thing that an aggregate can be asked to do.</summary>
internal sealed record Act(string Text, Action<AggregateRoot> Do)
{
    public static Act Deposit(int amount) => new($"+{amount}", aggregate => ((Account)aggregate).Deposit(amount));

    public static Act Close { get; } = new("close", aggregate => ((Account)aggregate).Close());

    public static Act Email(string email) => new($"email={email}", aggregate => ((Member)aggregate).ChangeEmail(email));

    public static Act Nickname(string? nickname) => new($"nickname={nickname ?? "null"}", aggregate => ((Member)aggregate).CallItself(nickname));

    public static Act Greet { get; } = new("greet", aggregate => ((Member)aggregate).Greet());

    public static Act Leave { get; } = new("leave", aggregate => ((Member)aggregate).Leave());

    public override string ToString() => Text;
}

/// <summary>How an aggregate begins.</summary>
internal sealed record Birth(string Text, Func<Guid, AggregateRoot> Bear)
{
    public static Birth Open { get; } = new("open", id => Account.Open(id));

    public static Birth Join(string email) => new($"join={email}", id => Member.Join(email, id));

    public override string ToString() => Text;
}

/// <summary>What is to happen to one aggregate.</summary>
/// <param name="Birth">How it begins, if it does.</param>
internal sealed record Change(Slot Slot, Birth Birth, IReadOnlyList<Act> Acts)
{
    public string Print(bool withBirth) => string.Join(" ", [Slot, .. withBirth ? [Birth] : Array.Empty<Birth>(), .. Acts]);
}

internal static class Acting
{
    /// <summary>Does as much as can still happen to it.</summary>
    public static void Do(this AggregateRoot aggregate, IEnumerable<Act> acts)
    {
        foreach (var act in acts)
        {
            if (!aggregate.IsDiscarded) act.Do(aggregate);
        }
    }
}
