using System.Text.Json;
using System.Text.RegularExpressions;

namespace CleanES.Template.Tests;

/// <summary>What <c>dotnet new es-clean</c> made.</summary>
/// <param name="hive">Where the template is installed.</param>
/// <param name="said">What was printed when it was made.</param>
public sealed class GeneratedSolution(string name, string folder, string hive, string said)
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(10);

    public string Name { get; } = name;

    public string Folder { get; } = folder;

    public string Said { get; } = said;

    /// <summary>Relative to its folder, with slashes; what builds leave behind is not counted.</summary>
    public IReadOnlyList<string> Files() =>
        [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
            .Where(file => !Regex.IsMatch(file, "(^|/)(bin|obj)/"))
            .Order(StringComparer.Ordinal)];

    public string Read(string file) => File.ReadAllText(Path.Combine(Folder, file)).ReplaceLineEndings("\n");

    public string Namespace() => Regex.Match(Read("Directory.Build.props"), @"<RootNamespace>(.+)\.\$\(").Groups[1].Value;

    /// <summary>How it was made, as <c>.template.json</c> keeps it.</summary>
    public JsonElement Made() => JsonDocument.Parse(Read(".template.json")).RootElement;

    public int Port() => Made().GetProperty("options").GetProperty("httpPort").GetInt32();

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

    public Task<string> TestAsync(params string[] arguments) => Command.SucceedAsync(Folder, _limit, "dotnet", ["test", .. arguments]);

    /// <summary>Runs the tests of that class alone, which may fail.</summary>
    public Task<(int ExitCode, string Output)> TryTestAsync(string testClass) =>
        Command.RunAsync(Folder, _limit, "dotnet", "test", "tests/Infrastructure.Tests", "--filter", $"FullyQualifiedName~{testClass}");

    /// <summary>Runs a command of the service and gives its answer.</summary>
    public Task<string> RunAsync(params string[] arguments) =>
        Command.SucceedAsync(Folder, _limit, "dotnet", ["run", "--no-build", "--project", "src/Api", "--", .. arguments]);

    /// <summary>Starts the service, on a free port if not said otherwise, and waits until it is ready.</summary>
    public Task<RunningService> StartAsync() => RunningService.StartAsync(Folder);

    /// <summary>Runs a command line as it stands in the README or the workflow; what is installed for these tests alone is found.</summary>
    public Task<string> RunLineAsync(string line)
    {
        var hiveOption = line.StartsWith("dotnet new ", StringComparison.Ordinal) ? $" --debug:custom-hive {hive}" : "";
        return Command.SucceedAsync(Folder, _limit, "bash", "-c", line + hiveOption);
    }
}
