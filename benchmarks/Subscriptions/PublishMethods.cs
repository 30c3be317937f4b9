using BenchmarkDotNet.Attributes;
using CleanES.Application.EventSourcing;
using CleanES.Domain.Todos;
using CleanES.Infrastructure.EventSourcing.Subscriptions;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Benchmarks.Subscriptions;

/// <summary>Public and open because BenchmarkDotNet derives from it.</summary>
public class PublishMethods
{
    /// <summary>Events that the runner publishes in one scope.</summary>
    private const int Batch = 256;

    private static readonly Type[] _events = [typeof(Todo.Created), typeof(Todo.LabelChanged), typeof(Todo.Completed), typeof(Todo.Discarded)];
    private static readonly Type[] _classes = [typeof(Counter<A>), typeof(Counter<B>), typeof(Counter<C>), typeof(Counter<D>)];

    private readonly StoredEvent[] _stored = [.. Enumerable.Range(0, Batch).Select(Stored)];
    private SubscriberWiring[] _wirings = [];
    private ServiceProvider _services = null!;

    [Params(1, 4)]
    public int Subscribers { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var services = new ServiceCollection();
        foreach (var one in _classes) services.AddScoped(one);
        _services = services.BuildServiceProvider();
        _wirings = [.. _classes.Take(Subscribers).Select(one => new SubscriberWiring(
            new Subscriber(one.Name, one, readModel: null, version: 1, Begins.Beginning, OnFailure.Park, _events.ToHashSet(), handlesAll: false), _events))];
    }

    [GlobalCleanup]
    public void End() => _services.Dispose();

    [Benchmark(OperationsPerInvoke = Batch)]
    public async Task Mediator()
    {
        foreach (var wiring in _wirings)
        {
            await using var scope = _services.CreateAsyncScope();
            var publisher = wiring.PublisherIn(scope.ServiceProvider);
            foreach (var stored in _stored) await publisher.Publish(stored);
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Batch)]
    public async Task Calls()
    {
        for (var i = 0; i < Subscribers; i++)
        {
            var counter = new Counter<A>();
            foreach (var stored in _stored)
            {
                await (stored switch
                {
                    StoredEvent<Todo.Created> created => counter.Handle(created, CancellationToken.None),
                    StoredEvent<Todo.LabelChanged> changed => counter.Handle(changed, CancellationToken.None),
                    StoredEvent<Todo.Completed> completed => counter.Handle(completed, CancellationToken.None),
                    StoredEvent<Todo.Discarded> discarded => counter.Handle(discarded, CancellationToken.None),
                    _ => Task.CompletedTask,
                });
            }
        }
    }

    private static StoredEvent Stored(int i)
    {
        var envelope = new EventEnvelope(i + 1, Guid.CreateVersion7(), "todo_created", 1, "{}", "todo", Guid.CreateVersion7(), 0, DateTimeOffset.UnixEpoch, "{}");
        return (i % 4) switch
        {
            0 => new StoredEvent<Todo.Created>(envelope, new Todo.Created("Buy milk")),
            1 => new StoredEvent<Todo.LabelChanged>(envelope, new Todo.LabelChanged("Buy bread")),
            2 => new StoredEvent<Todo.Completed>(envelope, new Todo.Completed()),
            _ => new StoredEvent<Todo.Discarded>(envelope, new Todo.Discarded()),
        };
    }

    private sealed class A;

    private sealed class B;

    private sealed class C;

    private sealed class D;

    /// <summary>Four handlers in one class, which do next to nothing.</summary>
    private sealed class Counter<TName> :
        INotificationHandler<StoredEvent<Todo.Created>>,
        INotificationHandler<StoredEvent<Todo.LabelChanged>>,
        INotificationHandler<StoredEvent<Todo.Completed>>,
        INotificationHandler<StoredEvent<Todo.Discarded>>
    {
        private long _last;

        public Task Handle(StoredEvent<Todo.Created> stored, CancellationToken cancellation) => Count(stored);

        public Task Handle(StoredEvent<Todo.LabelChanged> stored, CancellationToken cancellation) => Count(stored);

        public Task Handle(StoredEvent<Todo.Completed> stored, CancellationToken cancellation) => Count(stored);

        public Task Handle(StoredEvent<Todo.Discarded> stored, CancellationToken cancellation) => Count(stored);

        private Task Count(StoredEvent stored)
        {
            _last = stored.Position;
            return Task.CompletedTask;
        }
    }
}
