using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>One class that handles stored events, as it was found, and what this process knows of it.</summary>
/// <param name="readModel">The context that a projection owns; null for an effect.</param>
/// <param name="version">Of a projection; 1 for an effect.</param>
/// <param name="events">The events that it handles by their type.</param>
/// <param name="handlesAll">Whether it handles <see cref="StoredEvent"/>.</param>
internal sealed class Subscriber(
    string name, Type @class, Type? readModel, int version, Begins begins, OnFailure onFailure, IReadOnlySet<Type> events, bool handlesAll)
{
    private volatile TaskCompletionSource _asked = NewSignal();
    private volatile SubscriberRow? _row;

    public string Name { get; } = name;
    public Type Class { get; } = @class;
    public Type? ReadModel { get; } = readModel;
    public int Version { get; } = version;
    public Begins Begins { get; } = begins;
    public OnFailure OnFailure { get; } = onFailure;
    public IReadOnlySet<Type> Events { get; } = events;

    /// <summary>The checkpoint, as far as this process knows; rises only after a commit.</summary>
    public Watermark Progress { get; } = new();

    /// <summary>The generation of the read model whose checkpoint this process moves, of an effect 0; null while it moves none.</summary>
    public int? RunHere { get; set; }

    /// <summary>Whether this process has read how it stands.</summary>
    public bool IsKnown => _row is not null;

    /// <summary>As it was last read.</summary>
    public SubscriberRow Row => _row ?? new SubscriberRow { Name = Name };

    public string Kind => ReadModel is null ? "effect" : "projection";

    public bool Handles(Type domainEvent) => handlesAll || Events.Contains(domainEvent);

    /// <summary>Ends as soon as a person is seen to have asked for something. To be taken before <see cref="Row"/>.</summary>
    public Task Asked => _asked.Task;

    public void Refresh(SubscriberRow row)
    {
        var before = Row;
        if (row.Epoch < before.Epoch || row.Asked < before.Asked) return;     // read before the other

        _row = row;
        if (row.Asked != before.Asked) Interlocked.Exchange(ref _asked, NewSignal()).TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
