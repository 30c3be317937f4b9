namespace CleanES.Template.Tests;

/// <summary>The package, made from what git tracks, and installed in a place of its own.</summary>
public sealed class InstalledTemplate : IAsyncLifetime
{
    /// <summary>One installation serves all tests, one after another: builds side by side would only slow each other down.</summary>
    public const string Shared = "one installed template";

    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("template-tests-").FullName;

    public static string Repository { get; } = FindRepository();

    /// <summary>The file of the package.</summary>
    public string Package { get; private set; } = "";

    /// <summary>Where the template engine of these tests keeps what it knows.</summary>
    public string Hive => Path.Combine(_folder, "hive");

    public async Task InitializeAsync()
    {
        await Command.SucceedAsync(Repository, _limit, "dotnet", "pack", "templates", "-o", _folder);
        Package = Assert.Single(Directory.EnumerateFiles(_folder, "*.nupkg"));
        await InstallAsync(Package, Hive);
    }

    public static Task<string> InstallAsync(string source, string hive) =>
        Command.SucceedAsync(Repository, _limit, "dotnet", "new", "install", source, "--debug:custom-hive", hive);

    /// <summary>Runs <c>dotnet new …</c> in a new folder and gives what it said.</summary>
    public Task<string> DotnetNewAsync(params string[] arguments) =>
        Command.SucceedAsync(NewFolder(), _limit, "dotnet", ["new", .. arguments, "--debug:custom-hive", Hive]);

    /// <summary>Makes a solution in a new folder and returns it.</summary>
    public Task<GeneratedSolution> NewAsync(string name, params string[] options) => NewAsync(Hive, name, options);

    public async Task<GeneratedSolution> NewAsync(string hive, string name, string[] options)
    {
        var parent = NewFolder();
        var said = await Command.SucceedAsync(parent, _limit, "dotnet", ["new", "es-clean", "-n", name, .. options, "--debug:custom-hive", hive]);
        return new GeneratedSolution(name, Path.Combine(parent, name), hive, said);
    }

    /// <summary>Tries to make a solution and returns how that ended, and the folder it was tried in.</summary>
    public async Task<(int ExitCode, string Output, string Folder)> TryNewAsync(string name, params string[] options)
    {
        var parent = NewFolder();
        var (exitCode, output) = await Command.RunAsync(parent, _limit, "dotnet", ["new", "es-clean", "-n", name, .. options, "--debug:custom-hive", Hive]);
        return (exitCode, output, parent);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    public string NewFolder() => Directory.CreateDirectory(Path.Combine(_folder, Path.GetRandomFileName())).FullName;

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
