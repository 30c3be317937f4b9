using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>
/// Gives pending events their ids. Those of an effect's command follow from the command's id and from which save of the aggregate in it they
/// belong to, so that the journal knows them again when the command is repeated.
/// </summary>
internal sealed class EventIds(CommandContext context, TimeProvider clock)
{
    private readonly Dictionary<(Guid Command, Type Aggregate, Guid Id), int> _saves = [];

    /// <summary>Whether the same command may come again with the same ids.</summary>
    public bool AreRepeatable => context is { CausationId: not null, CommandId: not null };

    /// <summary>What the ids of one save of one aggregate follow from; null if from nothing.</summary>
    public Guid? NextSave(Type aggregate, Guid id)
    {
        if (!AreRepeatable) return null;

        var save = (context.CommandId!.Value, aggregate, id);
        var number = _saves[save] = _saves.GetValueOrDefault(save) + 1;
        return DerivedId.From(save.Value, $"{aggregate.Name} {id} {number}");
    }

    /// <summary>A save that failed does not count: the next one, which may be another attempt at it, takes its place.</summary>
    public void TakeBack(Type aggregate, Guid id)
    {
        if (AreRepeatable) _saves[(context.CommandId!.Value, aggregate, id)]--;
    }

    /// <summary>The id of the first event that gets one in a save.</summary>
    public static Guid First(Guid save) => Of(save, 0);

    /// <summary>An event keeps the id that it has got before.</summary>
    public void Give(AggregateRoot aggregate, Guid? save)
    {
        var given = 0;
        foreach (var pending in aggregate.Pending) pending.Id ??= save is { } origin ? Of(origin, given++) : Guid.CreateVersion7(clock.GetUtcNow());
    }

    private static Guid Of(Guid save, int number) => DerivedId.From(save, $"{number}");
}
