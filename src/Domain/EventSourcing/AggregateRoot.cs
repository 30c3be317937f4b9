using System.Collections.ObjectModel;

namespace CleanES.Domain.EventSourcing;

/// <summary>
/// A unit of consistency whose state is the fold of its events. Its methods decide and <see cref="Raise"/>;
/// only an event's <c>Apply</c> changes state.
/// </summary>
/// <remarks>A concrete aggregate needs a constructor that takes the <see cref="Guid"/> id alone; it may be private.</remarks>
public abstract class AggregateRoot(Guid id)
{
    private readonly List<PendingEvent> _pending = [];
    private readonly Dictionary<string, string> _claims = [];
    private bool _claimsChanged;

    public Guid Id { get; } = id;

    /// <summary>The aggregate version of the newest applied event, stored or not: 0 once created, -1 before.</summary>
    public long Version { get; private set; } = -1;

    /// <summary>True after the aggregate's last event: it is not found any more, and only its history stays.</summary>
    public bool IsDiscarded { get; protected set; }

    /// <summary>The events raised and not stored yet, oldest first.</summary>
    public IReadOnlyList<PendingEvent> Pending => _pending;

    /// <summary>Applies the event and keeps it until the aggregate is saved.</summary>
    /// <exception cref="InvalidOperationException">The aggregate is discarded, or the event belongs to another aggregate.</exception>
    protected void Raise(DomainEvent raised)
    {
        ArgumentNullException.ThrowIfNull(raised);
        if (IsDiscarded) throw new InvalidOperationException($"{GetType().Name} {Id} is discarded: nothing can happen to it any more.");

        raised.ApplyTo(this);
        Version++;
        _pending.Add(new PendingEvent(raised, Version));
    }

    /// <summary>
    /// Holds a value that no other aggregate, of this class or of another, may hold under the same name at the same time. Called from an
    /// event's <c>Apply</c>, so that the claims follow from the events. The store takes it together with the events, or refuses the
    /// save; it is free again once another value is claimed under the name, null is, or the aggregate is discarded.
    /// </summary>
    /// <param name="name">Of the aggregate and the value: <c>project.name</c>.</param>
    /// <param name="value">
    /// Compared character by character: bring it into the form in which two are the same, such as upper case. Null holds nothing.
    /// </param>
    protected void Claim(string name, string? value)
    {
        if (value is null) _claims.Remove(name);
        else _claims[name] = value;
        _claimsChanged = true;
    }

    /// <summary>What it holds by name, from its events; nothing once it is discarded.</summary>
    internal IReadOnlyDictionary<string, string> Claims => IsDiscarded ? ReadOnlyDictionary<string, string>.Empty : _claims;

    /// <summary>Whether the pending events take or free a claim.</summary>
    internal bool ClaimsChanged => _claimsChanged || (IsDiscarded && _claims.Count > 0);

    /// <summary>Applies what the journal holds of its next version: one event, unless an upcaster makes none or several of it.</summary>
    internal void Replay(params IEnumerable<DomainEvent> stored)
    {
        ReplayPast(stored);
        Version++;
    }

    /// <summary>Applies what happened before its first version, to the aggregate that it was split from.</summary>
    internal void ReplayPast(IEnumerable<DomainEvent> stored)
    {
        foreach (var one in stored) one.ApplyTo(this);
        _claimsChanged = false;
    }

    /// <summary>What a snapshot keeps of every aggregate; the claims of a discarded one, too, so that it is the same to the last.</summary>
    internal (long Version, bool IsDiscarded, IReadOnlyDictionary<string, string> Claims) Kept
    {
        get => (Version, IsDiscarded, _claims);
        set
        {
            (Version, IsDiscarded) = (value.Version, value.IsDiscarded);
            _claims.Clear();
            foreach (var (name, claimed) in value.Claims) _claims.Add(name, claimed);
            _claimsChanged = false;
        }
    }

    internal void MarkSaved()
    {
        _pending.Clear();
        _claimsChanged = false;
    }
}
