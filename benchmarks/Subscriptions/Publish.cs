using CleanES.Benchmarks.Measuring;

namespace CleanES.Benchmarks.Subscriptions;

internal sealed class Publish : IBenchmark
{
    public string Name => "publish";

    public string Summary => "a stored event goes through MediatR to one subscriber, and to four in turn, each with a fresh scope every 256 events as in the runner, beside direct calls";

    public int Rounds => 15;

    public Task<IReadOnlyList<Result>> RunAsync(int rounds)
    {
        var figures = Micro.Run<PublishMethods, int>(rounds);
        return Task.FromResult<IReadOnlyList<Result>>(
        [
            new Result($"{Name}/one-subscriber", figures[1].Ours, figures[1].Baseline, "ns", Goal.AtMost(300, Measure.Ours)),
            new Result($"{Name}/4-subscribers", figures[4].Ours, figures[4].Baseline, "ns", Goal.AtMost(400, Measure.Ours)),
            new Result($"{Name}/one-subscriber/allocated", figures[1].OursAllocated, figures[1].BaselineAllocated, "bytes"),
        ]);
    }
}
