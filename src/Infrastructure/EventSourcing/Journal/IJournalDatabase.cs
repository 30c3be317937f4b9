using System.Data.Common;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>The database that holds the journal: all that differs between one kind and another.</summary>
internal interface IJournalDatabase
{
    /// <summary>
    /// Makes the database ready: created where there is none, migrations applied where some are pending, triggers in place, and
    /// a checkpoint for each of the effects, which begins where it says if it is new. Migrations only add.
    /// </summary>
    /// <exception cref="StartupException">The database cannot be used; says why and the way out.</exception>
    void Prepare(IReadOnlyCollection<EffectStart> effects);

    /// <summary>Which one it is, to its users: the full path of a file.</summary>
    string Name { get; }

    /// <summary>A query for all that the database itself finds wrong with how it keeps its tables: a position or null, and what.</summary>
    string SelfCheck { get; }

    /// <summary>For EF Core's queries.</summary>
    void Configure(DbContextOptionsBuilder options);

    /// <summary>An open connection for plain SQL that reads.</summary>
    DbConnection Connect();

    /// <summary>An open connection that cannot write, to a database as it is: nothing is made ready.</summary>
    /// <param name="atOneMoment">All its queries see what the first one sees.</param>
    /// <exception cref="StartupException">There is no journal, or none that can be read or that is up to date; says why and the way out.</exception>
    DbConnection ConnectForReading(bool atOneMoment);

    /// <summary>Reads an aggregate's events, oldest first.</summary>
    /// <param name="from">The oldest version that is read.</param>
    /// <param name="until">The newest.</param>
    /// <param name="use">Is given one row after the other while the journal is held open.</param>
    Task ReadHistoryAsync(string aggregateType, Guid aggregateId, long from, long until, Action<IStoredRow> use);

    /// <summary>Reads the next rows after a position.</summary>
    /// <inheritdoc cref="ReadHistoryAsync"/>
    Task ReadAfterAsync(long position, int limit, Action<IStoredRow> use);

    /// <summary>The connection that appends.</summary>
    IJournalTransaction ConnectForAppending();

    /// <summary>Lets other processes see that this one lives, until it is disposed or the process dies.</summary>
    /// <param name="process">An id that no other process has.</param>
    IDisposable ShowAlive(string process);

    /// <summary>Whether a process that has shown itself alive has ended for certain. False where it may only be slow, or stopped.</summary>
    bool HasEnded(string process);

    /// <summary>What a failure means to callers; null if it is none of the database's.</summary>
    JournalUnavailableException? Explain(Exception failure);
}

/// <param name="AtBeginning">With the first event; else with the next one.</param>
internal sealed record EffectStart(string Subscriber, bool AtBeginning);

/// <summary>
/// One connection's transactions, one after the other; disposing it rolls back what is open. Every method but
/// <see cref="IDisposable.Dispose"/> throws the provider's
/// <see cref="DbException"/>, or <see cref="JournalUnavailableException"/> where the lock cannot be had in time.
/// </summary>
internal interface IJournalTransaction : IDisposable
{
    /// <summary>Takes the write lock.</summary>
    /// <returns>The newest position.</returns>
    long Begin();

    /// <returns>The newest aggregate version; -1 if there is none.</returns>
    long HeadOf(string aggregateType, Guid aggregateId);

    EventEnvelope? Find(Guid eventId);

    void Insert(EventEnvelope row, long position);

    /// <summary>The aggregate that holds the value; null if none does.</summary>
    (string Type, Guid Id)? HolderOf(string claim, string value);

    /// <summary>Frees all that the aggregate holds.</summary>
    void FreeClaims(string aggregateType, Guid aggregateId);

    void TakeClaim(string claim, string value, string aggregateType, Guid aggregateId);

    /// <returns>False if the checkpoint is not where it is to be moved from, or another process has taken the subscriber over.</returns>
    bool Move(CheckpointMove move);

    /// <summary>Raises the counter of all subscribers that the process runs.</summary>
    void ShowAlive(string process);

    /// <summary>Stores it, unless there is one that is usable and as new.</summary>
    void Store(NewSnapshot snapshot);

    void MoveCounter(long newest);

    /// <summary>Makes all durable.</summary>
    /// <exception cref="JournalUnavailableException">Nothing was stored. After any other failure the outcome is unknown.</exception>
    void Commit();
}
