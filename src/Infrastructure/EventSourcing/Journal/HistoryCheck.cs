using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>Checks one aggregate's events, oldest first, each by itself and after the others.</summary>
/// <param name="aggregate">To apply them to; null if there is no such aggregate.</param>
internal sealed class HistoryCheck(object? type, object? id, AggregateRoot? aggregate, EventCatalogue catalogue, EventSerializer serializer)
{
    private readonly bool _isNamed = RowForm.IsId(id, out _);
    private long _version = -1, _position;

    /// <summary>As its events say; null if not all of them could be applied.</summary>
    public AggregateRoot? Aggregate { get; private set; } = aggregate;

    public bool IsOf(object? otherType, object? otherId) => Equals(type, otherType) && Equals(id, otherId);

    /// <param name="row">Null if it cannot be read, which is told already.</param>
    public void Add(long position, object? version, JournalRow? row, Action<string> report)
    {
        if (_isNamed) CheckVersion(position, version, report);
        if (row is not null && RowForm.Read(row, report) is { } stored) Apply(stored, report);
        else Aggregate = null;
    }

    /// <summary>Of the aggregate that this one was split from. What is wrong with it is told there.</summary>
    public void AddPast(JournalRow row)
    {
        try
        {
            if (RowForm.Read(row, _ => { }) is { } stored) Aggregate?.ReplayPast(OfAggregate(serializer.ToEvents(stored)));
            else Aggregate = null;
        }
        catch (Exception)
        {
            FailPast();
        }
    }

    public void FailPast() => Aggregate = null;

    public override string ToString() => $"{type} {id}";

    private IEnumerable<DomainEvent> OfAggregate(IEnumerable<(EventType Type, DomainEvent Event)> events) =>
        events.Where(one => one.Type.Aggregate == Aggregate!.GetType()).Select(one => one.Event);

    private void CheckVersion(long position, object? version, Action<string> report)
    {
        if (!Equals(version, _version + 1))
        {
            report($"{this} has version {RowForm.Shown(version)} here, expected was {_version + 1}");
            Aggregate = null;
        }
        else if (position < _position) report($"{this} has version {version} here, before version {_version} at position {_position}");

        _version = version as long? ?? _version;
        _position = position;
    }

    private void Apply(EventEnvelope stored, Action<string> report)
    {
        if (Aggregate is { IsDiscarded: true }) report($"{this} was discarded before, and nothing can happen to it any more");

        IReadOnlyList<SchemaError> misfits = [];
        try
        {
            catalogue.Of(stored);
            misfits = serializer.Check(stored);
            if (misfits.Count > 0) report($"the data does not fit its schema: {string.Join("; ", misfits)}");

            var events = serializer.ToEvents(stored);
            Aggregate?.Replay(OfAggregate(events));
        }
        catch (UnreadableEventException unreadable)
        {
            if (misfits.Count == 0) report(unreadable.Message.Replace($"Position {stored.Position}: ", "", StringComparison.Ordinal));
            Aggregate = null;
        }
        catch (Exception failure)
        {
            report($"{stored.EventType} cannot be applied to {this}: {failure.Message}");
            Aggregate = null;
        }
    }
}
