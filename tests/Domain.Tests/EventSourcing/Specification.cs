using System.Reflection;
using CleanES.Domain.EventSourcing;

namespace CleanES.Domain.Tests.EventSourcing;

/// <summary>Given what happened, when something is decided, then this happens or this rule is broken.</summary>
internal static class Specification
{
    /// <summary>An aggregate with this history; without any, it was never created.</summary>
    public static Given<TAggregate> Given<TAggregate>(params DomainEvent[] history) where TAggregate : AggregateRoot
    {
        var constructor = typeof(TAggregate).GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [typeof(Guid)])!;
        var aggregate = (TAggregate)constructor.Invoke([Guid.NewGuid()]);
        foreach (var stored in history) aggregate.Replay(stored);
        return new Given<TAggregate>(aggregate);
    }

    /// <summary>Something that makes an aggregate.</summary>
    public static When<TAggregate> When<TAggregate>(Func<TAggregate> create) where TAggregate : AggregateRoot => new(create);
}

internal sealed class Given<TAggregate>(TAggregate aggregate) where TAggregate : AggregateRoot
{
    public When<TAggregate> When(Action<TAggregate> decide) => new(() =>
    {
        decide(aggregate);
        return aggregate;
    });
}

internal sealed class When<TAggregate>(Func<TAggregate> decide) where TAggregate : AggregateRoot
{
    public TAggregate Then(params DomainEvent[] happened)
    {
        var aggregate = decide();
        Assert.Equal(happened, aggregate.Pending.Select(pending => pending.Event));
        return aggregate;
    }

    public void ThenNothing() => Then();

    public void ThenFails(string code) => Assert.Equal(code, Assert.Throws<DomainException>(decide).Code);
}
