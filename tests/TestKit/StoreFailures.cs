namespace CleanES.TestKit;

/// <summary>
/// What a <see cref="FailingStore"/> fails with. Each plan replaces the one of its kind before; whoever loads or saves next meets it, effects'
/// commands included.
/// </summary>
public sealed class StoreFailures
{
    /// <summary>For <c>times</c>: until told otherwise.</summary>
    public const int Always = int.MaxValue;

    private readonly Plan _load = new(), _beforeSave = new(), _afterSave = new();

    /// <summary>The next loads fail; an update loads, too.</summary>
    public void OnLoad(Exception failure, int times = 1) => _load.Set(failure, times);

    /// <summary>The next saves that have something to store fail, and nothing of theirs is stored.</summary>
    public void BeforeSave(Exception failure, int times = 1) => _beforeSave.Set(failure, times);

    /// <summary>The next saves that have something to store fail after it is stored: an outcome that the caller is never told.</summary>
    public void AfterSave(Exception failure, int times = 1) => _afterSave.Set(failure, times);

    /// <summary>Nothing fails any more.</summary>
    public void Clear()
    {
        foreach (var plan in (Plan[])[_load, _beforeSave, _afterSave]) plan.Set(null, 0);
    }

    internal void ThrowOnLoad() => _load.Throw();

    internal void ThrowBeforeSave() => _beforeSave.Throw();

    internal void ThrowAfterSave() => _afterSave.Throw();

    private sealed class Plan
    {
        private readonly Lock _gate = new();
        private Exception? _failure;
        private int _times;

        public void Set(Exception? failure, int times)
        {
            lock (_gate) (_failure, _times) = (failure, times);
        }

        public void Throw()
        {
            lock (_gate)
            {
                if (_failure is null || _times == 0) return;
                if (_times != Always) _times--;
                throw _failure;
            }
        }
    }
}
