using System.Collections.Concurrent;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.Tests.Subscriptions;

/// <summary>What the subscribers of one service were given, and how a test makes them fail.</summary>
internal sealed class Probe
{
    private readonly ConcurrentQueue<Type> _built = [];
    private readonly ConcurrentQueue<Handled> _tried = [];
    private readonly ConcurrentQueue<Handled> _done = [];

    /// <summary>Runs within every handler: to throw, or to take its time.</summary>
    public Func<Type, StoredEvent, Task> Interfere { get; set; } = (_, _) => Task.CompletedTask;

    public Probe Built<TSubscriber>()
    {
        _built.Enqueue(typeof(TSubscriber));
        return this;
    }

    public async Task HandleAsync(object subscriber, StoredEvent stored, string handler = "")
    {
        var handled = new Handled(subscriber, handler, stored);
        _tried.Enqueue(handled);
        await Interfere(subscriber.GetType(), stored);
        _done.Enqueue(handled);
    }

    /// <summary>Nothing interferes.</summary>
    public Task NoteAsync(object subscriber, StoredEvent stored, string handler)
    {
        _done.Enqueue(new Handled(subscriber, handler, stored));
        return Task.CompletedTask;
    }

    public int InstancesOf<TSubscriber>() => _built.Count(type => type == typeof(TSubscriber));

    public IReadOnlyList<Handled> Of<TSubscriber>() => [.. _done.Where(handled => handled.Subscriber is TSubscriber)];

    public IReadOnlyList<long> PositionsOf<TSubscriber>() => [.. Of<TSubscriber>().Select(handled => handled.Stored.Position)];

    public IReadOnlyList<long> TriedBy<TSubscriber>() =>
        [.. _tried.Where(handled => handled.Subscriber is TSubscriber).Select(handled => handled.Stored.Position)];
}

internal sealed record Handled(object Subscriber, string Handler, StoredEvent Stored);
