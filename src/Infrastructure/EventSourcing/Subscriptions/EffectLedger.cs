using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Journal;
using Microsoft.EntityFrameworkCore;

namespace CleanES.Infrastructure.EventSourcing.Subscriptions;

/// <summary>The effect for which a scope works.</summary>
internal sealed class EffectScope
{
    public string? Effect { get; set; }
}

/// <inheritdoc cref="IEffectLedger"/>
internal sealed class EffectLedger(EffectScope scope, SubscriberTable table, TimeProvider clock) : IEffectLedger
{
    public async Task<bool> OnceAsync(StoredEvent stored, string name, Func<CancellationToken, Task> action, CancellationToken cancellation)
    {
        var effect = scope.Effect ?? throw new InvalidOperationException($"{nameof(IEffectLedger)} notes what effects do, and this is none.");
        var isDone = await table.UseAsync(
            journal => journal.EffectsDone.AnyAsync(row => row.Subscriber == effect && row.EventId == stored.EventId && row.Step == name, cancellation), cancellation);
        if (isDone) return false;

        await action(cancellation);
        await table.UseAsync(
            journal =>
            {
                journal.EffectsDone.Add(new EffectDone(effect, stored.EventId, name, clock.GetUtcNow()));
                return journal.SaveChangesAsync(CancellationToken.None);
            },
            CancellationToken.None);
        return true;
    }
}
