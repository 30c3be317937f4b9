using CleanES.Benchmarks.Measuring;

namespace CleanES.Benchmarks.Schemas;

internal sealed class Validate : IBenchmark
{
    public string Name => "validate";

    public string Summary => "the check of a stored event against its schema, as it is done before the event is stored, beside a reader's bare skim of the same bytes";

    public int Rounds => 11;

    public Task<IReadOnlyList<Result>> RunAsync(int rounds)
    {
        var figures = Micro.Run<ValidateMethods, string>(rounds);
        var goal = figures[ValidationEvents.EightFields];
        return Task.FromResult<IReadOnlyList<Result>>(
        [
            new Result(Name, goal.Ours, goal.Baseline, "ns", Goal.AtMost(1.7)),
            new Result($"{Name}/allocated", goal.OursAllocated, goal.BaselineAllocated, "bytes", Goal.AtMost(0, Measure.Ours)),
            .. figures.Where(one => one.Key != ValidationEvents.EightFields).Select(one => new Result($"{Name}/{one.Key}", one.Value.Ours, one.Value.Baseline, "ns")),
        ]);
    }
}
