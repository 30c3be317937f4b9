namespace CleanES.Template.Tests;

/// <summary>The repository's tracked files, installed as a template in a place of its own.</summary>
public sealed class InstalledTemplate : IAsyncLifetime
{
    /// <summary>One installation serves all tests, one after another: builds side by side would only slow each other down.</summary>
    public const string Shared = "one installed template";

    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("template-tests-").FullName;

    public static string Repository { get; } = FindRepository();

    /// <summary>Relative to the repository, with slashes.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    private string Hive => Path.Combine(_folder, "hive");

    public async Task InitializeAsync()
    {
        var listed = await Command.SucceedAsync(Repository, _limit, "git", "ls-files", "--cached", "--others", "--exclude-standard");
        Files = [.. listed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(file => File.Exists(Path.Combine(Repository, file)))];

        var source = Path.Combine(_folder, "source");
        foreach (var file in Files)
        {
            var copy = Path.Combine(source, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Repository, file), copy);
        }
        await Command.SucceedAsync(_folder, _limit, "dotnet", "new", "install", source, "--debug:custom-hive", Hive);
    }

    /// <summary>Makes a solution in a new folder and returns it.</summary>
    public async Task<GeneratedSolution> NewAsync(string name)
    {
        var parent = Directory.CreateDirectory(Path.Combine(_folder, Path.GetRandomFileName())).FullName;
        await Command.SucceedAsync(parent, _limit, "dotnet", "new", "es-clean", "-n", name, "--debug:custom-hive", Hive);
        return new GeneratedSolution(name, Path.Combine(parent, name), Hive);
    }

    /// <summary>Tries to make a solution and returns how that ended, and the folder it was tried in.</summary>
    public async Task<(int ExitCode, string Output, string Folder)> TryNewAsync(string name)
    {
        var parent = Directory.CreateDirectory(Path.Combine(_folder, Path.GetRandomFileName())).FullName;
        var (exitCode, output) = await Command.RunAsync(parent, _limit, "dotnet", "new", "es-clean", "-n", name, "--debug:custom-hive", Hive);
        return (exitCode, output, parent);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, ".template.config")))
            folder = folder.Parent ?? throw new InvalidOperationException($"No template in {AppContext.BaseDirectory} or a folder above it.");
        return folder.FullName;
    }
}

[CollectionDefinition(InstalledTemplate.Shared)]
public sealed class SharedTemplate : ICollectionFixture<InstalledTemplate>;
