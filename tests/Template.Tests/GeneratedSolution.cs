using System.Text.RegularExpressions;

namespace CleanES.Template.Tests;

/// <summary>What <c>dotnet new es-clean</c> made.</summary>
public sealed class GeneratedSolution(string name, string folder, string hive)
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(10);

    public string Name { get; } = name;

    public string Folder { get; } = folder;

    /// <summary>Relative to its folder, with slashes; what builds leave behind is not counted.</summary>
    public IReadOnlyList<string> Files() =>
        [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
            .Where(file => !Regex.IsMatch(file, "(^|/)(bin|obj)/"))];

    public string Namespace() => Regex.Match(File.ReadAllText(Path.Combine(Folder, "Directory.Build.props")), @"<RootNamespace>(.+)\.\$\(").Groups[1].Value;

    /// <summary>Runs <c>dotnet new</c> in its folder.</summary>
    public Task<string> AddAsync(params string[] arguments) => Command.SucceedAsync(Folder, _limit, "dotnet", New(arguments));

    /// <summary>Tries to run <c>dotnet new</c> in a folder of it.</summary>
    public Task<(int ExitCode, string Output)> TryAddAsync(string folder, params string[] arguments) =>
        Command.RunAsync(Path.Combine(Folder, folder), _limit, "dotnet", New(arguments));

    private string[] New(string[] arguments) => ["new", .. arguments, "--debug:custom-hive", hive];

    public async Task BuildAsync()
    {
        var output = await Command.SucceedAsync(Folder, _limit, "dotnet", "build", "-warnaserror");
        Assert.Contains("0 Warning(s)", output, StringComparison.Ordinal);
    }

    public Task<string> TestAsync() => Command.SucceedAsync(Folder, _limit, "dotnet", "test");

    /// <summary>Runs the tests of that class alone, which may fail.</summary>
    public Task<(int ExitCode, string Output)> TryTestAsync(string testClass) =>
        Command.RunAsync(Folder, _limit, "dotnet", "test", "tests/Infrastructure.Tests", "--filter", $"FullyQualifiedName~{testClass}");

    /// <summary>Runs a command of the service and gives its answer.</summary>
    public Task<string> RunAsync(params string[] arguments) =>
        Command.SucceedAsync(Folder, _limit, "dotnet", ["run", "--no-build", "--project", "src/Api", "--", .. arguments]);

    /// <summary>Starts the service on a free port and waits until it is ready.</summary>
    public Task<RunningService> StartAsync() => RunningService.StartAsync(Folder);
}
