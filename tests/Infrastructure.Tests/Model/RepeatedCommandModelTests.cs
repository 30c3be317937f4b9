using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;
using CsCheck;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>An effect's commands, interrupted anywhere and repeated from the start while others change the same aggregates, are carried out once.</summary>
public sealed class RepeatedCommandModelTests : ModelTest
{
    private static readonly Guid _cause = Guid.CreateVersion7();

    private static readonly Attempt _undisturbed = new([], null, [], [], IsStubborn: false);

    private static readonly Gen<Change> _change = Scripts.Change.Select(change => change with { Acts = [.. change.Acts.Where(act => act != Act.Nothing)] });

    private static readonly Gen<EffectCommand> _command = Gen.Frequency(
        (3, Gen.Select(_change, Scripts.ExpectedVersion, (change, expected) => (EffectCommand)new UpdateOne(change, expected))),
        (1, _change.Array[1, 2].Select(changes => (EffectCommand)new CreateSeveral([.. changes.DistinctBy(change => change.Slot)]))),
        (4, Gen.Select(_change.Array[1, 2], _change, (changes, more) => (EffectCommand)new LoadAndSave(
            [.. changes.DistinctBy(change => change.Slot)], [.. more.Acts.Where(act => act.Fits(changes[0].Slot))]))));

    private static readonly Gen<Attempt> _attempt = Gen.Select(
        Scripts.Change.Array[0, 2], Gen.Int[0, 6], Faults.Plans[0, 6], Scripts.AnyAct.Array[0, 3], Gen.Bool,
        (before, calls, faults, meddling, stubborn) => new Attempt(before, calls, faults, meddling, stubborn));

    private static readonly Gen<(EffectCommand[] Commands, Attempt[] Attempts)> _scripts = Gen.Select(_command.Array[1, 4], _attempt.Array[0, 4]);

    private readonly Lock _gate = new();

    [Fact]
    public Task However_often_repeated_each_is_carried_out_once() => SampleAsync(_scripts, 100, Print, async script =>
    {
        await BeginAsync();
        var told = new Told();
        foreach (var attempt in script.Attempts)
        {
            foreach (var change in attempt.Before) await EffectRun.ChangeAsync(Service, change.Slot, change.Acts);
            new Faults(attempt.Faults).Plague(Intercepted);
            await AttemptAsync(script.Commands, attempt, told);
            Faults.None.Plague(Intercepted);
        }

        await AttemptAsync(script.Commands, _undisturbed, told);
        await AssertOnceAsync(script.Commands, told);
    });

    [Fact]
    public Task Handled_by_two_at_once_each_is_carried_out_once() => SampleAsync(_scripts, 60, Print, async script =>
    {
        await BeginAsync();
        var told = new Told();
        new Faults([.. script.Attempts.SelectMany(attempt => attempt.Faults)]).Plague(Intercepted);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            foreach (var attempt in script.Attempts)
            {
                foreach (var change in attempt.Before) await EffectRun.ChangeAsync(Service, change.Slot, change.Acts);
                await AttemptAsync(script.Commands, attempt, told);
            }
        })));
        Faults.None.Plague(Intercepted);
        await AttemptAsync(script.Commands, _undisturbed, told);
        await AssertOnceAsync(script.Commands, told);
    });

    private async Task AttemptAsync(EffectCommand[] commands, Attempt attempt, Told told)
    {
        using var run = new EffectRun(Service, _cause, attempt);
        await run.SendAsync(commands, (command, saved) =>
        {
            lock (_gate) told.Add((command, saved));
        });
        if (attempt == _undisturbed) Assert.Equal(0, run.LostRaces);    // who does not try again gets there, too
    }

    /// <summary>Of each save all is stored, once, or nothing; of what was told to be done everything; of what was refused at last nothing.</summary>
    private async Task AssertOnceAsync(EffectCommand[] commands, Told told)
    {
        var stored = await StoredAsync();
        var ofCommand = stored.ToLookup(row => Guid.Parse((string)JsonNode.Parse(row.Metadata)!["command_id"]!));
        for (var i = 0; i < commands.Length; i++)
        {
            var rows = ofCommand[EffectRun.IdOf(_cause, i)].ToList();
            Assert.All(rows, row => Assert.Equal(_cause.ToString(), (string?)JsonNode.Parse(row.Metadata)!["causation_id"]));
            var saves = commands[i].Saves;
            var possible = Enumerable.Range(0, saves.Count + 1).Select(done => Print(saves.Take(done))).ToList();
            var actual = Print(rows.GroupBy(SlotOf).Select(one => new Dictionary<Slot, int> { [one.Key] = one.Count() }));
            Assert.True(possible.Contains(actual), $"{commands[i]}: stored {actual}, possible: {string.Join(" | ", possible)}");
            if (told.Exists(one => one.Command == i && one.Saved is not null))
                Assert.True(actual == possible[^1], $"{commands[i]}: told to be done, stored {actual} instead of {possible[^1]}");
            if (commands[i] is not LoadAndSave && told.Last(one => one.Command == i).Saved is null)
                Assert.True(actual == possible[0], $"{commands[i]}: refused at last, stored {actual}");
        }

        foreach (var (command, saved) in told.SelectMany(one => (one.Saved ?? []).Select(saved => (commands[one.Command], saved))))
        {
            var newest = Assert.Single(stored, row => row.Position == saved.Position);
            Assert.Equal(saved.Id, newest.AggregateId);
            if (command is LoadAndSave) Assert.InRange(saved.Version, 0, newest.AggregateVersion);      // of what is not changed the loaded version is told
            else Assert.Equal(saved.Version, newest.AggregateVersion);
        }

        await AssertJournalIsAsync(new Oracle(stored.Select(RowOf)));
    }

    private static string Print(IEnumerable<IReadOnlyDictionary<Slot, int>> saves) => string.Join(" ", saves
        .SelectMany(save => save).GroupBy(one => one.Key, one => one.Value)
        .Where(one => one.Sum() > 0).Select(one => $"{one.Key}:{one.Sum()}").Order(StringComparer.Ordinal));

    private static string Print((EffectCommand[] Commands, Attempt[] Attempts) script) =>
        $"{string.Join("\n", script.Commands.AsEnumerable())}\n{string.Join("\n", script.Attempts.AsEnumerable())}";

    private sealed class Told : List<(int Command, IReadOnlyList<Saved>? Saved)>;
}
