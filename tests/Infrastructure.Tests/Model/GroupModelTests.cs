using CleanES.Infrastructure.EventSourcing.Journal;
using CsCheck;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>Several callers whose appends share a transaction.</summary>
public sealed class GroupModelTests : ModelTest
{
    private const int Many = 6;

    private static readonly Gen<(Step[] Alone, Step[] Together)[]> _scripts = Gen.Select(
        Scripts.Of(8, Many, (4, Scripts.Load), (1, Scripts.Create), (1, Scripts.Save), (1, Scripts.Update)),
        Scripts.Of(12, Many, (1, Scripts.Create), (6, Scripts.Save), (1, Scripts.SendSameAgain))
            .Select(steps => steps.DistinctBy(step => step.Caller).ToArray()))
        .Array[1, 4];

    [Fact]
    public Task Each_answer_in_a_group_is_as_if_they_came_one_after_the_other() => SampleAsync(_scripts, 80, Print, async script =>
    {
        var oracle = await BeginAsync();
        var callers = await CallersAsync(Many, atOnce: true);
        foreach (var (alone, together) in script)
        {
            foreach (var operation in alone.Select(step => step.Command.By(callers[step.Caller])))
                operation.AssertAnswer(oracle, (await operation.AskAsync()).Answer);

            var group = together.Select(step => step.Command.By(callers[step.Caller])).Where(operation => operation.Appends).ToList();
            foreach (var (operation, answer) in group.Zip(await TogetherAsync(group))) operation.AssertAnswer(oracle, answer);
        }

        await AssertJournalIsAsync(oracle);
    });

    /// <summary>Asks while another append, which changes nothing, holds the writer.</summary>
    private async Task<IReadOnlyList<string>> TogetherAsync(IReadOnlyList<Operation> group)
    {
        using var begun = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        Intercepted.OnBegin = () =>
        {
            Intercepted.OnBegin = () => { };
            begun.Set();
            goOn.Wait();
        };
        var before = Intercepted.Begun;
        var holding = Task.Run(() => Service.Get<JournalWriter>().AppendAsync(new Append([], new CheckpointMove("nobody", 0, 1, Guid.NewGuid(), Epoch: 0))));
        begun.Wait();
        try
        {
            var asked = await Task.Run(() => group.Select(operation => operation.AskAsync()).ToList());     // away from the test's context
            Assert.Equal(before + 1, Intercepted.Begun);
            goOn.Set();
            await Assert.ThrowsAsync<LostLeaseException>(() => holding);
            var answers = await Task.WhenAll(asked);
            Assert.InRange(Intercepted.Begun, before + 1, before + 2);
            return [.. answers.Select(one => one.Answer)];
        }
        finally
        {
            goOn.Set();
        }
    }

    private static string Print((Step[] Alone, Step[] Together)[] script) =>
        string.Join("\n", script.Select(one => $"{Scripts.Print(one.Alone)}\ntogether:\n{string.Join("\n", one.Together.Select(step => $"  {step}"))}"));
}
