using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>
/// Appends to the journal. Callers that arrive while a transaction runs share the next one: the first of them leads, the
/// others follow. Every caller gets its own answer, and gets it after the commit.
/// </summary>
internal sealed class JournalWriter(IJournalDatabase database, JournalHead head) : IDisposable
{
    private const int MaxWaiting = 10_000;
    private const long MaxWaitingSize = 64L * IEventStore.MaxEventBytes;
    private const int MaxGroup = 256;

    private readonly Lock _gate = new();        // over the queue and the lead
    private readonly Lock _writing = new();     // over the transaction
    private readonly Queue<Waiting> _queue = [];
    private long _waitingSize;
    private IJournalTransaction? _transaction;
    private bool _led;
    private bool _disposed;

    /// <returns>For each aggregate the position of its newest event, also where the same events are stored already.</returns>
    /// <exception cref="LostRaceException">An aggregate is not at the version that its events follow on.</exception>
    /// <exception cref="ClaimTakenException">Another aggregate holds a value that is claimed.</exception>
    /// <exception cref="LostLeaseException">The checkpoint is elsewhere, or the subscriber was taken over.</exception>
    /// <exception cref="EventIdTakenException">One of the event ids belongs to another event.</exception>
    /// <exception cref="JournalUnavailableException">Nothing was stored.</exception>
    /// <exception cref="OutcomeUnknownException">The commit failed; the same events may be sent again.</exception>
    public Task<IReadOnlyList<long>> AppendAsync(Append append)
    {
        var waiting = new Waiting(append);
        lock (_gate)
        {
            if (_queue.Count >= MaxWaiting || _waitingSize >= MaxWaitingSize)
                throw new JournalUnavailableException($"{_queue.Count} changes are waiting to be stored already.");

            _queue.Enqueue(waiting);
            _waitingSize += waiting.Size;
            if (_led) return waiting.Task;
            _led = true;
        }

        Lead();
        return waiting.Task;
    }

    /// <summary>Lets the running transaction end. Later appends are refused.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            _disposed = true;
            Disconnect();
        }
    }

    /// <summary>Writes one group, the caller's own among it, and leaves what came meanwhile to a thread of the pool.</summary>
    private void Lead()
    {
        try
        {
            lock (_writing) Write(Dequeue(MaxGroup));
        }
        finally
        {
            lock (_gate)
            {
                _led = _queue.Count > 0;
                if (_led) ThreadPool.UnsafeQueueUserWorkItem(static writer => writer.Lead(), this, preferLocal: false);
            }
        }
    }

    private List<Waiting> Dequeue(int atMost)
    {
        List<Waiting> group = [];
        lock (_gate)
        {
            while (group.Count < atMost && _queue.TryDequeue(out var next))
            {
                group.Add(next);
                _waitingSize -= next.Size;
            }
        }

        return group;
    }

    private void Write(List<Waiting> group)
    {
        try
        {
            if (_disposed) throw new JournalUnavailableException("The service is stopping.");

            _transaction ??= database.ConnectForAppending();
            var begunAt = _transaction.Begin();
            var (outcomes, newest) = new AppendGroup(_transaction, group.ConvertAll(waiting => waiting.Append)).Insert(begunAt);
            Commit();
            head.Advance(newest);
            for (var i = 0; i < group.Count; i++) group[i].Complete(outcomes[i]);
        }
        catch (OutcomeUnknownException unknown)
        {
            Fail(group, unknown);
        }
        catch (Exception failure) when ((failure as JournalUnavailableException ?? database.Explain(failure)) is { } unavailable)
        {
            Fail([.. group, .. Dequeue(MaxWaiting)], unavailable);    // all that wait would only wait for the same
        }
        catch (Exception failure) when (group.Count == 1)
        {
            Fail(group, failure);
        }
        catch (Exception)
        {
            // One append of the group is at fault: alone, each gets the answer that is its own.
            Disconnect();
            foreach (var waiting in group) Write([waiting]);
        }
    }

    private void Commit()
    {
        try
        {
            _transaction!.Commit();
        }
        catch (Exception failure) when (failure is not JournalUnavailableException)
        {
            throw new OutcomeUnknownException(failure);
        }
    }

    private void Fail(List<Waiting> group, Exception failure)
    {
        foreach (var waiting in group) waiting.Fail(failure);
        Disconnect();
    }

    /// <summary>Rolls back what is open. The next group starts on a connection that nothing has happened to.</summary>
    private void Disconnect()
    {
        _transaction?.Dispose();
        _transaction = null;
    }

    private sealed class Waiting(Append append)
    {
        private readonly TaskCompletionSource<IReadOnlyList<long>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Append Append { get; } = append;

        /// <summary>Of what is to be stored, in characters.</summary>
        public long Size { get; } = append.Events.Sum(row => (long)row.EventData.Length) + (append.Snapshot?.Taken.State.Length ?? 0);

        public Task<IReadOnlyList<long>> Task => _answer.Task;

        public void Fail(Exception failure) => _answer.TrySetException(failure);

        public void Complete(AppendOutcome outcome)
        {
            if (outcome.Refused is { } refused) _answer.TrySetException(refused);
            else _answer.TrySetResult(outcome.Positions);
        }
    }
}
