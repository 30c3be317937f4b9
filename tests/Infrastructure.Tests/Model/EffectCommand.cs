using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>A command that an effect sends.</summary>
internal abstract record EffectCommand
{
    /// <summary>What each of its saves is to store of each aggregate, if it can.</summary>
    public abstract IReadOnlyList<IReadOnlyDictionary<Slot, int>> Saves { get; }

    /// <returns>What it was told last.</returns>
    public abstract Task<IReadOnlyList<Saved>> DoAsync(EffectRun run);

    /// <summary>How many of them happen.</summary>
    protected static int Count(IReadOnlyList<Act> acts) => EndsWith(acts) ? acts.TakeWhile(act => !act.IsLast).Count() + 1 : acts.Count;

    protected static bool EndsWith(IReadOnlyList<Act> acts) => acts.Any(act => act.IsLast);
}

/// <summary>By an update.</summary>
internal sealed record UpdateOne(Change Change, long? ExpectedVersion) : EffectCommand
{
    public override IReadOnlyList<IReadOnlyDictionary<Slot, int>> Saves => [new Dictionary<Slot, int> { [Change.Slot] = Count(Change.Acts) }];

    public override async Task<IReadOnlyList<Saved>> DoAsync(EffectRun run)
    {
        run.Go();
        return [await Change.Slot.UpdateAsync(run.Store, ExpectedVersion, aggregate =>
        {
            Task.Run(() => run.MeddleAsync(Change.Slot)).GetAwaiter().GetResult();
            aggregate.Do(Change.Acts);
        })];
    }

    public override string ToString() => $"update {Change.Print(withBirth: false)}{(ExpectedVersion is { } version ? $" at {version}" : "")}";
}

/// <summary>By one save of several new aggregates.</summary>
internal sealed record CreateSeveral(IReadOnlyList<Change> Changes) : EffectCommand
{
    public override IReadOnlyList<IReadOnlyDictionary<Slot, int>> Saves => [Changes.ToDictionary(change => change.Slot, change => 1 + Count(change.Acts))];

    public override async Task<IReadOnlyList<Saved>> DoAsync(EffectRun run)
    {
        var aggregates = Changes.Select(change =>
        {
            var aggregate = change.Birth.Bear(change.Slot.Id);
            aggregate.Do(change.Acts);
            return aggregate;
        }).ToList();
        return await run.SaveAsync(aggregates);
    }

    public override string ToString() => $"create {string.Join(", ", Changes.Select(change => change.Print(withBirth: true)))}";
}

/// <summary>By loading several, saving them together, and saving the first once more; what loses a race is loaded and decided again.</summary>
internal sealed record LoadAndSave(IReadOnlyList<Change> Changes, IReadOnlyList<Act> More) : EffectCommand
{
    public override IReadOnlyList<IReadOnlyDictionary<Slot, int>> Saves =>
    [
        Changes.ToDictionary(change => change.Slot, change => Count(change.Acts)),
        new Dictionary<Slot, int> { [Changes[0].Slot] = EndsWith(Changes[0].Acts) ? 0 : Count(More) },
    ];

    public override async Task<IReadOnlyList<Saved>> DoAsync(EffectRun run)
    {
        var (loaded, saved) = await LoadActSaveAsync(run, Changes, null);
        if (More.Count == 0 || EndsWith(Changes[0].Acts)) return saved;
        if (loaded[0].IsDiscarded) throw new AggregateNotFoundException(Changes[0].Slot.Class, Changes[0].Slot.Id, isDiscarded: true);     // by somebody else

        await LoadActSaveAsync(run, [Changes[0] with { Acts = More }], [loaded[0]]);
        return saved;
    }

    private static async Task<(List<AggregateRoot> Loaded, IReadOnlyList<Saved> Saved)> LoadActSaveAsync(
        EffectRun run, IReadOnlyList<Change> changes, List<AggregateRoot>? loaded)
    {
        while (true)
        {
            if (loaded is null)
            {
                loaded = [];
                foreach (var change in changes) loaded.Add(await change.Slot.LoadAsync(run.Store));
            }

            await run.MeddleAsync(changes[0].Slot);
            foreach (var (aggregate, change) in loaded.Zip(changes)) aggregate.Do(change.Acts);
            try
            {
                return (loaded, await run.SaveAsync(loaded));
            }
            catch (LostRaceException)
            {
                run.LostRaces++;
                loaded = null;
            }
        }
    }

    public override string ToString() =>
        $"load and save {string.Join(", ", Changes.Select(change => change.Print(withBirth: false)))}"
        + (More.Count == 0 ? "" : $", then {string.Join(" ", More)}");
}
