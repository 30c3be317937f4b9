namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>
/// Lets the updates of one aggregate go one after the other in this process: only one of them could win, and the others would lose the race. Nothing
/// depends on it but how often that happens, so who has waited long goes on without its turn, as when the journal is locked.
/// </summary>
internal sealed class UpdateTurns
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(Type Aggregate, Guid Id), Line> _lines = [];

    public async Task<T> InTurnAsync<T>(Type aggregate, Guid id, Func<Task<T>> update, CancellationToken cancellation)
    {
        var line = Enter((aggregate, id));
        try
        {
            var hasTurn = await line.Turn.WaitAsync(LongestWait, cancellation);
            try
            {
                return await update();
            }
            finally
            {
                if (hasTurn) line.Turn.Release();
            }
        }
        finally
        {
            Leave((aggregate, id), line);
        }
    }

    private Line Enter((Type, Guid) key)
    {
        lock (_lines)
        {
            if (!_lines.TryGetValue(key, out var line)) _lines[key] = line = new Line(new SemaphoreSlim(1));
            line.Updates++;
            return line;
        }
    }

    private void Leave((Type, Guid) key, Line line)
    {
        lock (_lines)
        {
            if (--line.Updates == 0) _lines.Remove(key);
        }
    }

    private sealed record Line(SemaphoreSlim Turn)
    {
        public int Updates { get; set; }
    }
}
