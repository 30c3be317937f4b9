using System.Collections.Concurrent;
using System.Data.Common;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;
using Microsoft.Extensions.Logging;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>
/// Finds, takes and stores the snapshots of the aggregates that opt in by <see cref="ISnapshots{TState}"/>. No load fails or waits because of
/// them: what goes wrong is told to the log, and all events are replayed.
/// </summary>
internal sealed partial class Snapshots(
    IJournalDatabase database, JournalWriter writer, AggregateFactory factory, EventCatalogue catalogue, IReadOnlyList<Upcaster> upcasters, ILogger<Snapshots> log)
{
    private readonly Dictionary<Type, Kind> _kinds = KindsOf(catalogue, upcasters).ToDictionary(kind => kind.Form.Aggregate);
    private readonly ConcurrentDictionary<Type, bool> _refused = new();
    private readonly ConcurrentDictionary<(Type, Guid), bool> _renewing = new();
    private int _isFailing;

    public bool AreTakenOf(Type aggregate) => _kinds.ContainsKey(aggregate);

    /// <param name="until">The newest version that it may be of.</param>
    /// <returns>Null if there is none, or the class takes none.</returns>
    public async Task<FoundSnapshot?> FindAsync(Type aggregate, Guid id, long until, CancellationToken cancellation)
    {
        if (!_kinds.TryGetValue(aggregate, out var kind)) return null;

        try
        {
            await using var connection = database.Connect();
            await using var command = connection.CreateCommand("""
                SELECT coalesce(s.aggregate_version, -1), coalesce(s.event_id, ''), coalesce(s.fingerprint, ''), coalesce(s.state, ''), coalesce(s.checksum, ''), e.position, e.event_id
                FROM snapshot s LEFT JOIN event_journal e USING (aggregate_type, aggregate_id, aggregate_version)
                WHERE s.aggregate_type = @0 AND s.aggregate_id = @1
                """, kind.Name, id.ToString("D"));
            await using var row = await command.ExecuteReaderAsync(cancellation);
            return await row.ReadAsync(cancellation) ? Read(kind, id, until, row) : null;
        }
        catch (DbException failure)
        {
            CannotRead(kind.Name, id, failure);
            return null;
        }
    }

    /// <summary>Has a snapshot stored if it is time for one, or if the one that was found is wrong. The load does not wait for it.</summary>
    /// <param name="aggregate">As it was loaded, up to its newest event, and before anybody else has it.</param>
    /// <param name="newest">The id of that event.</param>
    /// <returns>False if the aggregate is to be loaded anew: it failed to give its state, and may have been changed by that. Its class is not asked again.</returns>
    public bool TryRenew(AggregateRoot aggregate, Guid newest, FoundSnapshot? found)
    {
        if (!_kinds.TryGetValue(aggregate.GetType(), out var kind) || _refused.ContainsKey(kind.Form.Aggregate)) return true;
        if (found?.Problem is null && aggregate.Version - (found?.Version ?? -1) < kind.Form.Every) return true;
        if (!_renewing.TryAdd((kind.Form.Aggregate, aggregate.Id), true)) return true;

        if (found?.Problem is { } problem) IsIgnored(kind.Name, aggregate.Id, problem);
        try
        {
            var taken = new Snapshot(kind.Name, aggregate.Id, aggregate.Version, newest, kind.Fingerprint, kind.Form.Take(aggregate));
            Task.Run(() => StoreAsync(kind.Form, new NewSnapshot(taken, found is { Aggregate: null } ? found.Checksum : null)));
            return true;
        }
        catch (Exception failure)
        {
            Refuse(kind.Form, aggregate.Id, failure);
            _renewing.TryRemove((kind.Form.Aggregate, aggregate.Id), out _);
            return false;
        }
    }

    private async Task StoreAsync(SnapshotForm form, NewSnapshot snapshot)
    {
        var (type, id) = (snapshot.Taken.AggregateType, snapshot.Taken.AggregateId);
        try
        {
            if (!IsProved(form, snapshot.Taken)) return;

            await writer.AppendAsync(new Append([], Snapshot: snapshot));
            Volatile.Write(ref _isFailing, 0);
        }
        catch (Exception failure)
        {
            if (Interlocked.Exchange(ref _isFailing, 1) == 0) CannotStore(type, id, failure);
        }
        finally
        {
            _renewing.TryRemove((form.Aggregate, id), out _);
        }
    }

    /// <summary>Whether an aggregate that is restored from it is, by its own account, the one that it was taken of.</summary>
    private bool IsProved(SnapshotForm form, Snapshot taken)
    {
        try
        {
            if (form.Take(Restored(form, taken)) == taken.State) return true;
            throw new InvalidOperationException("After Restore, Take gives another state than before.");
        }
        catch (Exception failure)
        {
            Refuse(form, taken.AggregateId, failure);
            return false;
        }
    }

    private FoundSnapshot Read(Kind kind, Guid id, long until, DbDataReader row)
    {
        _ = Guid.TryParse(row.GetString(1), out var eventId);      // what is damaged shows by the checksum
        var snapshot = new Snapshot(kind.Name, id, row.GetInt64(0), eventId, row.GetString(2), row.GetString(3));
        var checksum = row.GetFieldValue<byte[]>(4);
        if (!checksum.SequenceEqual(snapshot.Checksum())) return new FoundSnapshot(checksum, "it is damaged");
        if (snapshot.Fingerprint != kind.Fingerprint || snapshot.AggregateVersion > until) return new FoundSnapshot(checksum);
        if (row.IsDBNull(6) || row.GetString(6) != eventId.ToString("D"))
            return new FoundSnapshot(checksum, "it is of another history: the journal has another event at its version, or none");

        try
        {
            return new FoundSnapshot(checksum, Aggregate: Restored(kind.Form, snapshot), Newest: (row.GetInt64(5), eventId));
        }
        catch (Exception failure)
        {
            return new FoundSnapshot(checksum, $"it cannot be restored: {failure.Message}");
        }
    }

    private AggregateRoot Restored(SnapshotForm form, Snapshot snapshot)
    {
        var restored = factory.Create(form.Aggregate, snapshot.AggregateId);
        form.Restore(restored, snapshot.State);
        return restored;
    }

    private void Refuse(SnapshotForm form, Guid id, Exception failure)
    {
        if (_refused.TryAdd(form.Aggregate, true)) CannotTake(form.Aggregate, id, failure);
    }

    /// <remarks>A snapshot proves by one event that it belongs to a history; what happened to an aggregate that was split stands in several.</remarks>
    private static IEnumerable<Kind> KindsOf(EventCatalogue catalogue, IReadOnlyList<Upcaster> upcasters) =>
        from aggregate in catalogue.All.Select(one => one.Aggregate).Distinct()
        let form = SnapshotForm.Of(aggregate)
        where form is not null && !catalogue.IsSplit(aggregate)
        select new Kind(EventNames.Of(aggregate), form, form.Fingerprint(catalogue, upcasters));

    [LoggerMessage(LogLevel.Warning, "The snapshot of {Type} {Id} is ignored and replaced: {Problem}")]
    private partial void IsIgnored(string type, Guid id, string problem);

    [LoggerMessage(LogLevel.Warning, "The snapshot of {Type} {Id} cannot be read: all events are replayed")]
    private partial void CannotRead(string type, Guid id, Exception failure);

    [LoggerMessage(LogLevel.Warning, "No snapshot of {Aggregate} is stored, since one would not hold its state, as with {Id}. This is told once of a class")]
    private partial void CannotTake(Type aggregate, Guid id, Exception failure);

    [LoggerMessage(LogLevel.Warning, "The snapshot of {Type} {Id} cannot be stored now; a later load tries again. This is not told again until one is stored")]
    private partial void CannotStore(string type, Guid id, Exception failure);

    private sealed record Kind(string Name, SnapshotForm Form, string Fingerprint);
}
