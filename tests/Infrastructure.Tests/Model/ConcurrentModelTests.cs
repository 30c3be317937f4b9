using CleanES.Infrastructure.Tests.Support;
using CsCheck;

namespace CleanES.Infrastructure.Tests.Model;

/// <summary>Several callers at once, in two services on one journal.</summary>
public sealed class ConcurrentModelTests : ModelTest
{
    private const int Several = 4;

    private static readonly Gen<Step[]> _scripts = Scripts.Of(
        60, Several, (5, Scripts.Load), (1, Scripts.Find), (1, Scripts.Create), (6, Scripts.Save), (4, Scripts.Update), (2, Scripts.SendAgain));

    [Fact]
    public async Task Every_answer_can_be_explained_by_an_order()
    {
        using var other = new TestService(Folder);
        await SampleAsync(_scripts, 60, Scripts.Print, async script =>
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
