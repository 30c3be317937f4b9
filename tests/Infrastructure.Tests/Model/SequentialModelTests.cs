using CsCheck;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>Several callers, one command after the other.</summary>
public sealed class SequentialModelTests : ModelTest
{
    private const int Several = 3;

    private static readonly Gen<Step[]> _scripts = Scripts.Of(
        60, Several, (5, Scripts.Load), (1, Scripts.Find), (1, Scripts.Create), (6, Scripts.Save), (4, Scripts.Update), (2, Scripts.SendAgain));

    [Fact]
    public Task Every_answer_is_the_oracles() => SampleAsync(_scripts, 120, Scripts.Print, async script =>
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
}
