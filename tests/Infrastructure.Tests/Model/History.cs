using System.Collections.Concurrent;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>What callers were told at once, to be explained afterwards: there must be an order in which the oracle says the same.</summary>
/// <param name="oracle">As it is before.</param>
internal sealed class History(Oracle oracle)
{
    private readonly ConcurrentQueue<Event> _events = [];
    private long _now;

    /// <summary>Asks until there is an answer.</summary>
    public async Task AskAsync(Operation operation, Func<Exception, bool> isFault)
    {
        var asked = Interlocked.Increment(ref _now);
        while (true)
        {
            try
            {
                var (answer, wrote) = await operation.AskAsync();
                _events.Enqueue(new Event(operation, asked, Interlocked.Increment(ref _now), answer, wrote));
                return;
            }
            catch (Exception fault) when (operation.IsRepeatable && isFault(fault))
            {
            }
        }
    }

    /// <summary>
    /// Changes happened in the order of their positions, each with the answer that the oracle gives then. Everything else is what the oracle
    /// says at some moment between question and answer.
    /// </summary>
    /// <returns>The oracle after all.</returns>
    public Oracle Explain()
    {
        var changes = _events.Where(one => one.Wrote is not null).OrderBy(one => one.Wrote).ToList();
        var begun = oracle.Newest;
        List<long> moments = [begun];
        var newestAsked = 0L;
        foreach (var change in changes)
        {
            change.Operation.AssertAnswer(oracle, change.Answer);
            Assert.Equal(change.Wrote, oracle.Newest);
            Assert.True(newestAsked < change.Answered, $"{change} was answered before a change was asked for that stands before it.");
            newestAsked = Math.Max(newestAsked, change.Asked);
            moments.Add(oracle.Newest);
        }

        foreach (var other in _events.Where(one => one.Wrote is null))
        {
            var from = changes.Where(change => change.Answered < other.Asked).Max(change => change.Wrote) ?? begun;
            var to = changes.Where(change => change.Asked < other.Answered).Max(change => change.Wrote) ?? begun;
            var possible = moments.Where(moment => moment >= from && moment <= to)
                .SelectMany(moment => other.Operation.Possible(oracle.At(moment))).Distinct().ToList();
            Assert.True(possible.Contains(other.Answer), $"{other}; possible between positions {from} and {to}: {string.Join(" | ", possible)}");
        }

        return oracle;
    }

    private sealed record Event(Operation Operation, long Asked, long Answered, string Answer, long? Wrote)
    {
        public override string ToString() => $"{Operation} -> {Answer} (asked {Asked}, answered {Answered})";
    }
}
