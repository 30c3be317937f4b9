using CleanES.Infrastructure.Tests.Support;
using CsCheck;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>Several callers of aggregates that have snapshots, which no answer shows: one command after the other, and at once in two services.</summary>
public sealed class SnapshotModelTests : ModelTest
{
    private const int Several = 3;

    private static readonly Gen<Act> _act = Gen.Frequency(
        (12, Gen.Int[0, 2].Select(Act.Put)), (6, Gen.Int[0, 2].Select(Act.UseUp)), (4, Gen.OneOf((string?)null, "food", "tins").Select(Act.Label)), (1, Gen.Const(Act.Lock)));

    private static readonly Gen<Change> _change = Gen.Select(
        Gen.Int[1, 2], Gen.OneOf("food", "tins"), _act.Array[0, 4], (number, label, acts) => new Change(new Slot<Pantry>(number), Birth.Label(label), acts));

    private static readonly Gen<Step[]> _scripts = Scripts.Of(
        60, Several,
        (6, _change.Select(change => (Command)new Load(change.Slot))),
        (1, _change.Select(change => (Command)new Find(change.Slot))),
        (2, _change.Select(change => (Command)new Save([change], Anew: true))),
        (5, _change.Array[1, 2].Select(changes => (Command)new Save([.. changes.DistinctBy(change => change.Slot)], Anew: false))),
        (5, Gen.Select(_change, Scripts.ExpectedVersion, (change, expected) => (Command)new Update(change.Slot, expected, change.Acts))),
        (1, Scripts.SendSameAgain));

    [Fact]
    public Task Every_answer_is_the_oracles() => SampleAsync(_scripts, 80, Scripts.Print, async script =>
    {
        var oracle = await BeginAsync();
        var callers = await CallersAsync(Several);
        foreach (var step in script)
        {
            var operation = step.Command.By(callers[step.Caller]);
            var (answer, _) = await operation.AskAsync();
            operation.AssertAnswer(oracle, answer);
        }

        await AssertJournalIsAsync(oracle);
    });

    [Fact]
    public async Task Every_answer_can_be_explained_by_an_order()
    {
        using var other = new TestService(Folder);
        await SampleAsync(_scripts, 40, Scripts.Print, async script =>
        {
            var history = new History(await BeginAsync());
            var callers = await CallersAsync(Several, atOnce: true, Service, other);
            await Task.WhenAll(callers.Select((caller, i) => Task.Run(async () =>
            {
                foreach (var step in script.Where(step => step.Caller == i)) await history.AskAsync(step.Command.By(caller), isFault: _ => false);
            })));
            await AssertJournalIsAsync(history.Explain());
        });
    }
}
