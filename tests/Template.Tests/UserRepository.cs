namespace CleanES.Template.Tests;

/// <summary>A user's git repository with a solution that was made from the template.</summary>
public sealed class UserRepository(string top, string solution)
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);

    public string Solution { get; } = solution;

    public string this[string file]
    {
        get => File.ReadAllText(At(file));
        set
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
            File.WriteAllText(At(file), value);
        }
    }

    public string At(string file) => Path.Combine(Solution, file);

    public Task<string> GitAsync(params string[] arguments) => Command.SucceedAsync(top, _limit, "git", arguments);

    public async Task CommitAsync()
    {
        await GitAsync("add", "--all");
        await GitAsync("-c", "user.name=user", "-c", "user.email=user@localhost", "commit", "--quiet", "--message", "mine");
    }

    /// <summary>What git says of files that differ from the last commit, such as <c>M  README.md</c>.</summary>
    public async Task<IReadOnlyList<string>> StatusAsync() => (await GitAsync("status", "--porcelain")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public Task<(int ExitCode, string Output)> UpgradeAsync(params string[] arguments) =>
        Command.RunAsync(Solution, _limit, "dotnet", ["run", "tools/upgrade.cs", "--", .. arguments]);
}
