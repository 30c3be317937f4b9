using System.Security.Cryptography;
using System.Text;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>The state of an aggregate after one of its events, saved beside the journal: a cache, to be ignored and replaced if anything about it is in doubt.</summary>
/// <param name="EventId">Of the event at the version; in another history it is another.</param>
/// <param name="Fingerprint">Of the code that made it.</param>
/// <param name="State">As JSON.</param>
internal sealed record Snapshot(string AggregateType, Guid AggregateId, long AggregateVersion, Guid EventId, string Fingerprint, string State)
{
    /// <summary>Of all of it, so that damage to any column shows.</summary>
    public byte[] Checksum() => SHA256.HashData(
        Encoding.UTF8.GetBytes($"{AggregateType}\n{AggregateId}\n{AggregateVersion}\n{EventId}\n{Fingerprint}\n{State}"));
}

/// <summary>A snapshot to be stored.</summary>
/// <param name="Unusable">The checksum of the one that it is to replace whatever its version, as it was found; null if there is none such.</param>
internal sealed record NewSnapshot(Snapshot Taken, byte[]? Unusable);

/// <summary>What stands in the place of an aggregate's snapshot.</summary>
/// <param name="Checksum">As it was found, damaged or not.</param>
/// <param name="Problem">What is wrong with it; null also if it is only of other code, or newer than what is looked for.</param>
/// <param name="Aggregate">Restored from it; null if it cannot be used.</param>
/// <param name="Newest">The position and the id of the event that it was restored to; <c>default</c> if it was not.</param>
internal sealed record FoundSnapshot(byte[] Checksum, string? Problem = null, AggregateRoot? Aggregate = null, (long Position, Guid EventId) Newest = default)
{
    /// <summary>The version of the aggregate as it was restored; -1 if it was not.</summary>
    public long Version { get; } = Aggregate?.Version ?? -1;
}
