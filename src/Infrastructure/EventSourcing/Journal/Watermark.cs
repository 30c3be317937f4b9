namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>A position that rises, and that can be waited for.</summary>
internal class Watermark
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _risen;
    private long _position;

    public long Position => Volatile.Read(ref _position);

    public void Advance(long position)
    {
        TaskCompletionSource? risen;
        lock (_gate)
        {
            if (position <= _position) return;
            Volatile.Write(ref _position, position);
            (risen, _risen) = (_risen, null);
        }

        risen?.SetResult();
    }

    /// <summary>Sets it where it really is, which may be lower.</summary>
    public void Reset(long position)
    {
        lock (_gate) Volatile.Write(ref _position, Math.Min(_position, position));
        Advance(position);
    }

    /// <summary>Ends when <see cref="Position"/> is at least <paramref name="position"/>.</summary>
    public async Task ReachAsync(long position, CancellationToken cancellation)
    {
        while (NextRise(position) is { } risen) await risen.WaitAsync(cancellation);
    }

    private Task? NextRise(long position)
    {
        lock (_gate)
        {
            if (_position >= position) return null;
            _risen ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _risen.Task;
        }
    }
}

/// <summary>The newest position that this process knows of: its own appends at once, those of others by <see cref="JournalWatcher"/>.</summary>
internal sealed class JournalHead : Watermark;
