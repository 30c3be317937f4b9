using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;
using CsCheck;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>An effect's commands, interrupted anywhere and repeated from the start while others change the same aggregates, are carried out once.</summary>
public sealed class RepeatedCommandModelTests : ModelTest
{
    private static readonly Guid _cause = Guid.CreateVersion7();

    private static readonly Attempt _undisturbed = new([], null, [], []);

    private static readonly Gen<Change> _change = Scripts.Change.Select(change => change with { Acts = [.. change.Acts.Where(act => act != Act.Nothing)] });

    private static readonly Gen<EffectCommand> _command = Gen.Select(_change, Scripts.ExpectedVersion, (change, expected) => new EffectCommand(change, expected));

    private static readonly Gen<Attempt> _attempt = Gen.Select(
        Scripts.Change.Array[0, 2], Gen.Int[0, 6], Faults.Plans[0, 6], Scripts.AnyAct.Array[0, 3],
        (before, calls, faults, meddling) => new Attempt(before, calls, faults, meddling));

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
    }

    /// <summary>Of each command all is stored, once, or nothing: all if it was told to be done, nothing if it was refused at last.</summary>
    private async Task AssertOnceAsync(EffectCommand[] commands, Told told)
    {
        var stored = await StoredAsync();
        var ofCommand = stored.ToLookup(row => Guid.Parse((string)JsonNode.Parse(row.Metadata)!["command_id"]!));
        for (var i = 0; i < commands.Length; i++)
        {
            var rows = ofCommand[EffectRun.IdOf(_cause, i)].ToList();
            Assert.All(rows, row => Assert.Equal(_cause.ToString(), (string?)JsonNode.Parse(row.Metadata)!["causation_id"]));
            Assert.All(rows, row => Assert.Equal(commands[i].Change.Slot, SlotOf(row)));
            var isDone = told.Exists(one => one.Command == i && one.Saved is not null);
            Assert.True(rows.Count == (isDone ? commands[i].Events : 0), $"{commands[i]}: {(isDone ? "done" : "refused")}, stored {rows.Count}");
        }

        foreach (var saved in told.Select(one => one.Saved).OfType<Saved>())
        {
            var newest = Assert.Single(stored, row => row.Position == saved.Position);
            Assert.Equal((saved.Id, saved.Version), (newest.AggregateId, newest.AggregateVersion));
        }

        await AssertJournalIsAsync(new Oracle(stored.Select(RowOf)));
    }

    private static string Print((EffectCommand[] Commands, Attempt[] Attempts) script) =>
        $"{string.Join("\n", script.Commands.AsEnumerable())}\n{string.Join("\n", script.Attempts.AsEnumerable())}";

    private sealed class Told : List<(int Command, Saved? Saved)>;
}
