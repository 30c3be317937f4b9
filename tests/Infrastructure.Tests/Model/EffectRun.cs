using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>How the effect fares with the event once.</summary>
/// <param name="Before">What others do first.</param>
/// <param name="Calls">It ends before it calls the store once more; null: it does not end of itself.</param>
/// <param name="Meddling">What another does to an aggregate between the first load and its save.</param>
internal sealed record Attempt(IReadOnlyList<Change> Before, int? Calls, IReadOnlyList<Fault> Faults, IReadOnlyList<Act> Meddling)
{
    public override string ToString() =>
        $"others: {string.Join(", ", Before.Select(change => change.Print(withBirth: false)))}; the effect{(Calls is { } calls ? $", ends after {calls}" : "")}{(Meddling.Count > 0 ? $", meets {string.Join(" ", Meddling)}" : "")}"
        + $"; faults: {string.Join(" ", Faults)}";
}

/// <summary>The handling of one event by an effect, in a scope of its own.</summary>
internal sealed class EffectRun(TestService service, Guid cause, Attempt attempt) : IDisposable
{
    private readonly IServiceScope _scope = service.Get<IServiceScopeFactory>().CreateScope();
    private bool _met;
    private int _calls;

    public IEventStore Store => _scope.ServiceProvider.GetRequiredService<IEventStore>();

    /// <param name="told">Told what each command was answered: null if it was refused.</param>
    public async Task SendAsync(IReadOnlyList<EffectCommand> commands, Action<int, Saved?> told)
    {
        var context = _scope.ServiceProvider.GetRequiredService<CommandContext>();
        context.CausationId = cause;
        for (var i = 0; i < commands.Count; i++)
        {
            context.CommandId = IdOf(cause, i);
            try
            {
                told(i, await commands[i].DoAsync(this));
            }
            catch (Exception refused) when (refused is AggregateNotFoundException or LostRaceException or ExpectedVersionException or ClaimTakenException)
            {
                told(i, null);
            }
            catch (Exception failed) when (failed is EndedException || Faults.IsFault(failed))
            {
                return;
            }
        }
    }

    public static Guid IdOf(Guid cause, int command) => DerivedId.From(cause, $"{command}");

    public void Go()
    {
        if (_calls++ == attempt.Calls) throw new EndedException();
    }

    public async Task MeddleAsync(Slot slot)
    {
        if (_met) return;

        _met = true;
        await ChangeAsync(service, slot, attempt.Meddling);
    }

    /// <summary>By somebody else, without taking turns; it may fail.</summary>
    public static async Task ChangeAsync(TestService service, Slot slot, IReadOnlyList<Act> acts)
    {
        try
        {
            if (await slot.FindAsync(service.Store) is not { } aggregate) return;

            aggregate.Do(acts);
            await service.Store.SaveAsync(aggregate, default);
        }
        catch (Exception failed) when (failed is ClaimTakenException or LostRaceException || Faults.IsFault(failed))
        {
        }
    }

    public void Dispose() => _scope.Dispose();

    private sealed class EndedException : Exception;
}
