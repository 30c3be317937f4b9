using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>How the snapshots of one aggregate class become JSON and are restored from it.</summary>
internal abstract class SnapshotForm
{
    public abstract Type Aggregate { get; }

    public abstract Type State { get; }

    public abstract int Every { get; }

    public abstract string Take(AggregateRoot aggregate);

    /// <exception cref="Exception">The JSON makes no such state, or the aggregate refuses it.</exception>
    public abstract void Restore(AggregateRoot empty, string snapshot);

    /// <returns>Null if the class takes no snapshots.</returns>
    /// <exception cref="StartupException">What it says of them cannot be meant.</exception>
    public static SnapshotForm? Of(Type aggregate)
    {
        var states = aggregate.GetInterfaces().Where(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(ISnapshots<>))
            .Select(one => one.GenericTypeArguments[0]).ToList();
        if (states.Count == 0) return null;
        if (states.Count > 1)
            throw new StartupException($"{aggregate} takes snapshots of {string.Join(" and of ", states)}. Implement ISnapshots once, with one state for all.");

        var form = (SnapshotForm)Activator.CreateInstance(typeof(SnapshotForm<,>).MakeGenericType(aggregate, states[0]))!;
        return form.Every > 0 ? form : throw new StartupException(
            $"{aggregate} takes a snapshot every {form.Every} events. Let {nameof(Every)} be 1 or more, or remove it: then it is the usual number.");
    }

    /// <summary>
    /// Another one for any other code that might make or read another state: the build ids of all assemblies that have a part in it, the versions
    /// of the events, and how the schemas say that older ones are read.
    /// </summary>
    public string Fingerprint(EventCatalogue catalogue, IEnumerable<Upcaster> upcasters)
    {
        var events = catalogue.All.Where(one => one.Aggregate == Aggregate).Select(one => one.Event);
        var code = Lineage(Aggregate).Concat(events).Append(State).Append(typeof(SnapshotForm)).Concat(upcasters.Select(one => one.Instance.GetType()));
        var builds = code.Select(type => $"{type.Module.ModuleVersionId}").Distinct().Order(StringComparer.Ordinal);
        var versions = catalogue.VersionsOf(Aggregate).OrderBy(one => one.Name.Name, StringComparer.Ordinal)
            .SelectMany(one => one.Steps.Prepend($"{one.Name.Name} {one.Newest}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [$"{State}", .. builds, .. versions]))));
    }

    private static IEnumerable<Type> Lineage(Type? type) => type is null ? [] : Lineage(type.BaseType).Append(type);
}

internal sealed class SnapshotForm<TAggregate, TState> : SnapshotForm
    where TAggregate : AggregateRoot, ISnapshots<TState>
    where TState : notnull
{
    /// <summary>As with events, and tuples, which consist of fields.</summary>
    private static readonly JsonSerializerOptions Json = new(EventJson.Strict) { IncludeFields = true };

    public override Type Aggregate => typeof(TAggregate);

    public override Type State => typeof(TState);

    public override int Every => TAggregate.Every;

    public override string Take(AggregateRoot aggregate)
    {
        var state = ((TAggregate)aggregate).Take();
        ThrowIfPending(aggregate);
        var (version, isDiscarded, claims) = aggregate.Kept;
        return JsonSerializer.Serialize(new Whole(state, version, isDiscarded, claims), Json);
    }

    public override void Restore(AggregateRoot empty, string snapshot)
    {
        var whole = JsonSerializer.Deserialize<Whole>(snapshot, Json) ?? throw new JsonException("The snapshot is null.");
        ((TAggregate)empty).Restore(whole.State);
        ThrowIfPending(empty);
        empty.Kept = (whole.Version, whole.IsDiscarded, whole.Claims);
    }

    private static void ThrowIfPending(AggregateRoot aggregate)
    {
        if (aggregate.Pending.Count > 0) throw new InvalidOperationException($"{aggregate.Pending[0].Event.GetType().Name} is pending; a snapshot is of stored events alone.");
    }

    /// <summary>With what every aggregate has.</summary>
    private sealed record Whole(TState State, long Version, bool IsDiscarded, IReadOnlyDictionary<string, string> Claims);
}
