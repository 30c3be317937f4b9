using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>One thing that an aggregate can be asked to do.</summary>
internal sealed record Act(string Text, Type Class, Action<AggregateRoot> Do)
{
    public static Act Deposit(int amount) => Of<Account>($"+{amount}", account => account.Deposit(amount));

    public static Act Close { get; } = Of<Account>("close", account => account.Close());

    public static Act Email(string email) => Of<Member>($"email={email}", member => member.ChangeEmail(email));

    public static Act Nickname(string? nickname) => Of<Member>($"nickname={nickname ?? "null"}", member => member.CallItself(nickname));

    public static Act Greet { get; } = Of<Member>("greet", member => member.Greet());

    public static Act Leave { get; } = Of<Member>("leave", member => member.Leave());

    public static Act Put(int tin) => Of<Pantry>($"put {tin}", pantry => pantry.Put($"tin {tin}"));

    public static Act UseUp(int tin) => Of<Pantry>($"use up {tin}", pantry => pantry.UseUp($"tin {tin}"));

    public static Act Label(string? label) => Of<Pantry>($"label={label ?? "null"}", pantry => pantry.Label(label));

    public static Act Lock { get; } = Of<Pantry>("lock", pantry => pantry.Close());

    /// <summary>The one that changes nothing.</summary>
    public static Act Nothing { get; } = Deposit(0);

    /// <summary>Whether nothing can happen afterwards.</summary>
    public bool IsLast => this == Close || this == Leave || this == Lock;

    public bool Fits(Slot slot) => slot.Class == Class;

    public override string ToString() => Text;

    private static Act Of<TAggregate>(string text, Action<TAggregate> act) where TAggregate : AggregateRoot =>
        new(text, typeof(TAggregate), aggregate => act((TAggregate)aggregate));
}

/// <summary>How an aggregate begins.</summary>
internal sealed record Birth(string Text, Func<Guid, AggregateRoot> Bear)
{
    public static Birth Open { get; } = new("open", id => Account.Open(id));

    public static Birth Join(string email) => new($"join={email}", id => Member.Join(email, id));

    public static Birth Label(string label) => new($"label={label}", id => Pantry.Open(label, id));

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
    /// <summary>Does as much as can happen to it.</summary>
    public static void Do(this AggregateRoot aggregate, IEnumerable<Act> acts)
    {
        foreach (var act in acts)
        {
            if (!aggregate.IsDiscarded && act.Class == aggregate.GetType()) act.Do(aggregate);
        }
    }
}
