using System.CommandLine;
using CleanES.Benchmarks.Journal;
using CleanES.Benchmarks.Measuring;

var benchmarks = typeof(IBenchmark).Assembly.GetTypes()
    .Where(type => type.IsClass && type.IsAssignableTo(typeof(IBenchmark)))
    .Select(type => (IBenchmark)Activator.CreateInstance(type)!)
    .OrderBy(benchmark => benchmark.Name, StringComparer.Ordinal)
    .ToList();
var known = string.Join(", ", benchmarks.Select(benchmark => benchmark.Name));

var names = new Argument<string[]>("names") { Description = $"Which to run, all if none is given: {known}.", Arity = ArgumentArity.ZeroOrMore };
var rounds = new Option<int?>("--rounds") { Description = "How many times each arm and its baseline are run; each benchmark has its own number.", HelpName = "n" };
var json = new Option<FileInfo?>("--json") { Description = "Also write the figures into this file.", HelpName = "file" };
var plot = new Option<FileInfo?>("--plot") { Description = "Also draw how append-one and load-1000 grow with the journal; needs growth.", HelpName = "file.svg" };
names.Validators.Add(given =>
{
    foreach (var name in given.Tokens.Select(token => token.Value).Where(name => benchmarks.All(benchmark => benchmark.Name != name)))
        given.AddError($"There is no {(name.StartsWith('-') ? "option" : "benchmark")} {name}. The benchmarks are: {known}.");
});
rounds.Validators.Add(given =>
{
    if (given.Tokens is [var token] && !(int.TryParse(token.Value, out var number) && number > 0)) given.AddError($"--rounds {token.Value}: give a number from 1 on.");
});
foreach (var option in new[] { json, plot })
{
    option.Validators.Add(given =>
    {
        if (given.Tokens is not [var token]) return;
        try
        {
            new FileStream(token.Value, FileMode.OpenOrCreate, FileAccess.Write).Dispose();      // before all that would be written into it is measured
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            given.AddError($"{option.Name} {token.Value}: give a file that can be written. {failure.Message}");
        }
    });
}

var command = new RootCommand("Measures the machinery, each time beside a raw baseline in the same run.") { names, rounds, json, plot };
command.Validators.Add(given =>
{
    if (given.GetValue(plot) is not null && given.GetValue(names) is { Length: > 0 } some && !some.Contains("growth")) given.AddError("--plot: growth is to be run, too.");
});
command.SetAction(async given =>
{
    var chosen = given.GetValue(names) is { Length: > 0 } some ? benchmarks.FindAll(benchmark => some.Contains(benchmark.Name)) : benchmarks;
    var all = new List<Result>();

    Console.WriteLine(Report.MachineLine());
    foreach (var benchmark in chosen)
    {
        var results = await benchmark.RunAsync(given.GetValue(rounds) ?? benchmark.Rounds);
        Console.WriteLine($"\n{benchmark.Name}: {benchmark.Summary}\n\n{Report.Table(results)}");
        all.AddRange(results);
    }

    if (given.GetValue(json) is { } figures) await File.WriteAllTextAsync(figures.FullName, Report.Json(all));
    if (given.GetValue(plot) is { } picture) await File.WriteAllTextAsync(picture.FullName, Growth.Picture(all));
});
return await command.Parse(args).InvokeAsync();
