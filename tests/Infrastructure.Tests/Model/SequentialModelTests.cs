using CsCheck;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>Several callers, one command after the other.</summary>
public sealed class SequentialModelTests : ModelTest
{
    private const int Several = 3;

    private static readonly Gen<Step[]> _scripts = Scripts.Of(
        40, Several, (4, Scripts.Load), (1, Scripts.Find), (3, Scripts.Create), (6, Scripts.Save), (4, Scripts.Update), (2, Scripts.SendAgain));

    [Fact]
    public Task Every_answer_is_the_oracles() => SampleAsync(_scripts, 200, Scripts.Print, async script =>
    {
        var oracle = new Oracle();
        var callers = Callers(Several);
        foreach (var step in script)
        {
            var operation = step.Command.By(callers[step.Caller]);
            var (answer, _) = await operation.AskAsync();
            operation.AssertAnswer(oracle, answer);
        }

        await AssertJournalIsAsync(oracle);
    });
}
