using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>A command that an effect sends: an update of one aggregate.</summary>
internal sealed record EffectCommand(Change Change, long? ExpectedVersion)
{
    /// <summary>How many events it is to store, if it can.</summary>
    public int Events => Change.Acts.Any(act => act.IsLast) ? Change.Acts.TakeWhile(act => !act.IsLast).Count() + 1 : Change.Acts.Count;

    public Task<Saved> DoAsync(EffectRun run)
    {
        run.Go();
        return Change.Slot.UpdateAsync(run.Store, ExpectedVersion, aggregate =>
        {
            Task.Run(() => run.MeddleAsync(Change.Slot)).GetAwaiter().GetResult();
            aggregate.Do(Change.Acts);
        });
    }

    public override string ToString() => $"update {Change.Print(withBirth: false)}{(ExpectedVersion is { } version ? $" at {version}" : "")}";
}
