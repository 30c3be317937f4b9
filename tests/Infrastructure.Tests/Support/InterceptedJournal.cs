using System.Data.Common;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using CleanES.Infrastructure.EventSourcing.Schemas;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.Tests.Support;

/// <summary>The real journal, with something to happen at a chosen moment of an append.</summary>
internal sealed class InterceptedJournal : IJournalDatabase
{
    private IJournalDatabase _real = null!;

    public Action OnBegin { get; set; } = () => { };
    public Action<EventEnvelope> OnInsert { get; set; } = _ => { };
    public Action<CheckpointMove> OnMove { get; set; } = _ => { };
    public Action<NewSnapshot> OnStore { get; set; } = _ => { };
    public Action OnMoveCounter { get; set; } = () => { };
    public Action BeforeCommit { get; set; } = () => { };
    public Action AfterCommit { get; set; } = () => { };

    /// <summary>How many connections were opened to append.</summary>
    public int Connected { get; private set; }

    /// <summary>How many transactions were begun.</summary>
    public int Begun { get; private set; }

    public InterceptedJournal Around(IJournalDatabase real)
    {
        _real = real;
        return this;
    }

    public string Name => _real.Name;

    public string SelfCheck => _real.SelfCheck;

    public void Prepare(IReadOnlyCollection<EffectStart> effects) => _real.Prepare(effects);

    public void Configure(DbContextOptionsBuilder options) => _real.Configure(options);

    public DbConnection Connect() => _real.Connect();

    public DbConnection ConnectForReading(bool atOneMoment) => _real.ConnectForReading(atOneMoment);

    public Task ReadHistoryAsync(string aggregateType, Guid aggregateId, long from, long until, Action<IStoredRow> use) =>
        _real.ReadHistoryAsync(aggregateType, aggregateId, from, until, use);

    public Task ReadAfterAsync(long position, int limit, Action<IStoredRow> use) => _real.ReadAfterAsync(position, limit, use);

    public IJournalTransaction ConnectForAppending()
    {
        Connected++;
        return new Transaction(this, _real.ConnectForAppending());
    }

    public IDisposable ShowAlive(string process) => _real.ShowAlive(process);

    public bool HasEnded(string process) => _real.HasEnded(process);

    public JournalUnavailableException? Explain(Exception failure) => _real.Explain(failure);

    private sealed class Transaction(InterceptedJournal journal, IJournalTransaction real) : IJournalTransaction
    {
        public long Begin()
        {
            journal.Begun++;
            journal.OnBegin();
            return real.Begin();
        }

        public long HeadOf(string aggregateType, Guid aggregateId) => real.HeadOf(aggregateType, aggregateId);

        public EventEnvelope? Find(Guid eventId) => real.Find(eventId);

        public void Insert(EventEnvelope row, long position)
        {
            journal.OnInsert(row);
            real.Insert(row, position);
        }

        public (string Type, Guid Id)? HolderOf(string claim, string value) => real.HolderOf(claim, value);

        public void FreeClaims(string aggregateType, Guid aggregateId) => real.FreeClaims(aggregateType, aggregateId);

        public void TakeClaim(string claim, string value, string aggregateType, Guid aggregateId) => real.TakeClaim(claim, value, aggregateType, aggregateId);

        public bool Move(CheckpointMove move)
        {
            journal.OnMove(move);
            return real.Move(move);
        }

        public void ShowAlive(string process) => real.ShowAlive(process);

        public void Store(NewSnapshot snapshot)
        {
            journal.OnStore(snapshot);
            real.Store(snapshot);
        }

        public void MoveCounter(long newest)
        {
            journal.OnMoveCounter();
            real.MoveCounter(newest);
        }

        public void Commit()
        {
            journal.BeforeCommit();
            real.Commit();
            journal.AfterCommit();
        }

        public void Dispose() => real.Dispose();
    }
}

/// <summary>A failure of a database that explains nothing.</summary>
internal sealed class TestDbException() : DbException("the wire was cut");
