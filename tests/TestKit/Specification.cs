using System.Runtime.CompilerServices;
using CleanES.Domain.EventSourcing;

namespace CleanES.TestKit;

/// <summary>
/// Given what happened to an aggregate, when it decides something, then this happens or this rule is broken. Import it with
/// <c>using static</c>.
/// </summary>
/// <remarks>
/// Every use also proves that the events, those given and those that happened, can be stored and loaded: each goes through its JSON and its
/// schema and comes back equal, and the aggregate that is loaded from them is the one that decided. The schemas are those beside the
/// binaries; where the aggregate has no folder there, no schema is asked. A failure tells the whole story.
/// </remarks>
public static class Specification
{
    /// <summary>An aggregate with this history; without any, it was never created.</summary>
    public static History<TAggregate> Given<TAggregate>(params DomainEvent[] history) where TAggregate : AggregateRoot => new(history);

    /// <summary>Something that makes an aggregate.</summary>
    public static Decision<TAggregate> When<TAggregate>(Func<TAggregate> create, [CallerArgumentExpression(nameof(create))] string text = "")
        where TAggregate : AggregateRoot => new([], _ => create(), text);
}

/// <summary>What happened before.</summary>
public sealed class History<TAggregate> where TAggregate : AggregateRoot
{
    private readonly IReadOnlyList<DomainEvent> _events;

    internal History(IReadOnlyList<DomainEvent> events) => _events = events;

    /// <summary>What the aggregate is asked to do.</summary>
    public Decision<TAggregate> When(Action<TAggregate> decide, [CallerArgumentExpression(nameof(decide))] string text = "") =>
        new(_events, Deciding(decide), text);

    /// <summary>
    /// A snapshot that is taken now holds all that the events have brought about: an aggregate that is restored from it is, in every field, hidden
    /// or not, the one that they are replayed on.
    /// </summary>
    public void ThenASnapshotKeepsAll() => new Keeping<TAggregate>(_events).Prove();

    private static Func<TAggregate, TAggregate> Deciding(Action<TAggregate> decide) => aggregate =>
    {
        decide(aggregate);
        return aggregate;
    };
}

/// <summary>What is decided; it is carried out by saying what is to come of it.</summary>
public sealed class Decision<TAggregate> where TAggregate : AggregateRoot
{
    private readonly Story _story;
    private readonly Func<TAggregate, TAggregate> _decide;

    internal Decision(IReadOnlyList<DomainEvent> history, Func<TAggregate, TAggregate> decide, string text) =>
        (_story, _decide) = (new Story(typeof(TAggregate), history, text), decide);

    /// <summary>Just these events happen, in this order.</summary>
    /// <returns>The aggregate after them.</returns>
    public TAggregate Then(params DomainEvent[] happened)
    {
        var story = _story with { Then = happened };
        var (aggregate, broken, _) = Decide(story);
        if (broken is not null) throw story.But($"{broken.Code}: {broken.Message}");

        var raised = aggregate.Pending.Select(pending => pending.Event).ToList();
        if (raised.Count != happened.Length || raised.Zip(happened).Any(pair => Difference.Between(pair.First, pair.Second).Any()))
            throw story.But(raised);

        new Storing<TAggregate>(story, aggregate).Prove([.. story.Given, .. raised]);
        return aggregate;
    }

    /// <summary>It changes nothing, and is no failure.</summary>
    public void ThenNothing() => Then();

    /// <summary>The rule with this code forbids it, and nothing happens.</summary>
    public void ThenFails(string code)
    {
        var story = _story with { ThenCode = code };
        var (aggregate, broken, before) = Decide(story);
        if (broken is null) throw story.But([.. aggregate.Pending.Select(pending => pending.Event)]);
        if (broken.Code != code) throw story.But($"{broken.Code}: {broken.Message}");
        if (before.Pending.Count > 0) throw story.But($"{code} came after {before.Pending[0].Event.GetType().Name} was raised. Decide first.");

        new Storing<TAggregate>(story, before).Prove(story.Given);
    }

    /// <returns>The aggregate that decided, or that was made; the rule that was broken; the aggregate that was given.</returns>
    private (TAggregate Aggregate, DomainException? Broken, TAggregate Before) Decide(Story story)
    {
        var before = Storing<TAggregate>.Load(Guid.NewGuid(), story.Given);
        try
        {
            return (_decide(before), null, before);
        }
        catch (DomainException broken)
        {
            return (before, broken, before);
        }
        catch (Exception failure)
        {
            throw story.But($"{failure.GetType().Name}: {failure.Message}", failure);
        }
    }
}
