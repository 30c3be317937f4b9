using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.Tests.Support;
using CsCheck;
using Microsoft.Data.Sqlite;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>What goes wrong in one transaction.</summary>
internal enum Fault { None, Locked, AtInsert, AtCheckpoint, AtCounter, FullAtCommit, BeforeCommit, AfterCommit }

/// <summary>Lets the transactions go wrong as planned, one after the other, and all later ones right.</summary>
internal sealed class Faults(IReadOnlyList<Fault> plan)
{
    private int _transaction = -1;

    public static Faults None => new([]);

    public static GenArray<Fault> Plans { get; } = Gen.Frequency(
        (2, Fault.None), (1, Fault.Locked), (1, Fault.AtInsert), (1, Fault.AtCheckpoint), (1, Fault.AtCounter), (1, Fault.FullAtCommit),
        (3, Fault.BeforeCommit), (3, Fault.AfterCommit)).Array;

    private Fault Now => plan.ElementAtOrDefault(_transaction);

    public void Plague(InterceptedJournal journal)
    {
        journal.OnBegin = () =>
        {
            _transaction++;
            if (Now == Fault.Locked) throw new SqliteException("locked", SQLitePCL.raw.SQLITE_BUSY);
        };
        journal.OnInsert = _ => Fail(Fault.AtInsert);
        journal.OnMove = _ => Fail(Fault.AtCheckpoint);
        journal.OnMoveCounter = () => Fail(Fault.AtCounter);
        journal.BeforeCommit = () =>
        {
            if (Now == Fault.FullAtCommit) throw new JournalUnavailableException("The journal cannot grow: the disk is full.");
            Fail(Fault.BeforeCommit);
        };
        journal.AfterCommit = () => Fail(Fault.AfterCommit);
    }

    /// <summary>After any of them but <see cref="OutcomeUnknownException"/> nothing is stored.</summary>
    public static bool IsFault(Exception failure) => failure is JournalUnavailableException or OutcomeUnknownException or TestDbException;

    private void Fail(Fault fault)
    {
        if (Now == fault) throw new TestDbException();
    }
}
