using System.CommandLine;
using CleanES.Benchmarks;

var benchmarks = typeof(IBenchmark).Assembly.GetTypes()
    .Where(type => type.IsClass && type.IsAssignableTo(typeof(IBenchmark)))
    .Select(type => (IBenchmark)Activator.CreateInstance(type)!)
    .OrderBy(benchmark => benchmark.Name, StringComparer.Ordinal)
    .ToList();
var known = string.Join(", ", benchmarks.Select(benchmark => benchmark.Name));

var names = new Argument<string[]>("names") { Description = $"Which to run, all if none is given: {known}.", Arity = ArgumentArity.ZeroOrMore };
var rounds = new Option<int>("--rounds") { Description = "How many times each arm and its baseline are run.", HelpName = "n", DefaultValueFactory = _ => 501 };
var json = new Option<FileInfo?>("--json") { Description = "Also write the figures into this file.", HelpName = "file" };
names.Validators.Add(given =>
{
    foreach (var name in given.Tokens.Select(token => token.Value).Where(name => benchmarks.All(benchmark => benchmark.Name != name)))
        given.AddError($"There is no {(name.StartsWith('-') ? "option" : "benchmark")} {name}. The benchmarks are: {known}.");
});
rounds.Validators.Add(given =>
{
    if (given.Tokens is [var token] && !(int.TryParse(token.Value, out var number) && number > 0)) given.AddError($"--rounds {token.Value}: give a number from 1 on.");
});
json.Validators.Add(given =>
{
    if (given.Tokens is [var token] && (Directory.Exists(token.Value) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(token.Value)))))
        given.AddError($"--json {token.Value}: give a file in a folder that exists.");
});

var command = new RootCommand("Measures the machinery, each time beside a raw baseline in the same run.") { names, rounds, json };
command.SetAction(given =>
{
    var count = given.GetValue(rounds);
    var chosen = given.GetValue(names) is { Length: > 0 } some ? benchmarks.Where(benchmark => some.Contains(benchmark.Name)) : benchmarks;
    var results = new List<(IBenchmark, IReadOnlyList<Figures>)>();

    Console.WriteLine($"{Report.MachineLine()}; rounds: {count}\n");
    foreach (var benchmark in chosen)
    {
        var figures = Runner.Run(benchmark, count);
        Console.WriteLine(Report.Table(benchmark, figures));
        results.Add((benchmark, figures));
    }

    if (given.GetValue(json) is { } file) File.WriteAllText(file.FullName, Report.Json(count, results));
});
return command.Parse(args).Invoke();
