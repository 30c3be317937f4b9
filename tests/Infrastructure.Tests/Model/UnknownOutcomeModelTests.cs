using CleanES.Application.EventSourcing;
using CsCheck;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>Transactions fail anywhere; who is not told how a change ended sends it again until it is known.</summary>
public sealed class UnknownOutcomeModelTests : ModelTest
{
    private const int Several = 3;

    private static readonly Gen<(Step[], Fault[])> _scripts = Gen.Select(
        Scripts.Of(
            60, Several, (5, Scripts.Load), (1, Scripts.Create), (6, Scripts.Save), (2, Scripts.Update), (1, Scripts.SendAgain), (1, Scripts.MoveCheckpoint)),
        Faults.Plans[0, 30]);

    private static readonly Gen<(Step[], Fault[])> _saves = Gen.Select(
        Scripts.Of(60, Several, (5, Scripts.Load), (1, Scripts.Create), (6, Scripts.Save), (1, Scripts.SendAgain)), Faults.Plans[0, 30]);

    [Fact]
    public Task Sent_again_until_it_is_known_everything_is_stored_once() => SampleAsync(_scripts, 100, Print, async script =>
    {
        var (steps, faults) = script;
        var oracle = await BeginAsync();
        new Faults(faults).Plague(Intercepted);
        var callers = await CallersAsync(Several);
        var inDoubt = new Dictionary<int, Operation>();
        foreach (var step in steps)
        {
            if (!inDoubt.TryGetValue(step.Caller, out var open) || await AskAsync(step.Caller, open))
                await AskAsync(step.Caller, step.Command.By(callers[step.Caller]));
        }

        while (inDoubt.FirstOrDefault() is { Value: { } open, Key: var caller }) await AskAsync(caller, open);
        await AssertJournalIsAsync(oracle);

        async Task<bool> AskAsync(int caller, Operation operation)
        {
            inDoubt.Remove(caller);
            try
            {
                operation.AssertAnswer(oracle, (await operation.AskAsync()).Answer);
            }
            catch (Exception fault) when (Faults.IsFault(fault))
            {
                if (fault is OutcomeUnknownException && IsAhead(oracle)) operation.Expect(oracle);
                Assert.False(IsAhead(oracle), $"{operation} -> {fault.Message}: the journal is at {File.Count()}, the oracle at {oracle.Newest}.");
                if (operation.IsRepeatable) inDoubt[caller] = operation;
            }

            return !inDoubt.ContainsKey(caller);
        }
    });

    [Fact]
    public Task Sent_again_at_once_by_several_everything_is_stored_once() => SampleAsync(_saves, 60, Print, async script =>
    {
        var (steps, faults) = script;
        var history = new History(await BeginAsync());
        new Faults(faults).Plague(Intercepted);
        var callers = await CallersAsync(Several, atOnce: true);
        await Task.WhenAll(callers.Select((caller, i) => Task.Run(async () =>
        {
            foreach (var step in steps.Where(step => step.Caller == i)) await history.AskAsync(step.Command.By(caller), Faults.IsFault);
        })));
        await AssertJournalIsAsync(history.Explain());
    });

    private bool IsAhead(Oracle oracle) =>
        File.Count() != oracle.Newest || (long)File.Scalar("SELECT position FROM effect_checkpoint")! != oracle.Checkpoint;

    private static string Print((Step[] Steps, Fault[] Faults) script) => $"{Scripts.Print(script.Steps)}\nfaults: {string.Join(" ", script.Faults)}";
}
