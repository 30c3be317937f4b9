using System.Text.RegularExpressions;

namespace CleanES.Template.Tests;

/// <summary>The template as two folders: as it is, for version 1.0.0, and as 1.1.0 with changes of every kind.</summary>
public sealed partial class TemplateVersions : IAsyncLifetime
{
    public const string Changed = "src/Infrastructure/EventSourcing/Journal/UtcText.cs";
    public const string Removed = "docs/decisions/0004-queries-beside-their-tables.md";
    public const string Added = "src/Application/EventSourcing/Added.cs";
    public const string SampleChanged = "src/Application/Todos/CompleteTodo.cs";

    private readonly string _folder = Directory.CreateTempSubdirectory("template-versions-").FullName;

    public string Older => Path.Combine(_folder, "1.0.0");

    public string Newer => Path.Combine(_folder, "1.1.0");

    public async Task InitializeAsync()
    {
        await CopyAsync(Older, "1.0.0");
        await CopyAsync(Newer, "1.1.0");
        Edit(Newer, Changed, "internal static class", "// Changed by the template.\ninternal static class");
        Edit(Newer, SampleChanged, "todo.Complete()", "todo.Complete() /* Changed by the template. */");
        Edit(Newer, "README.template.md", "# SOLUTION_NAME\n", "# SOLUTION_NAME\n\nChanged by the template.\n");
        Edit(Newer, "CleanES.sln", "EndProject", $"EndProject\r\nProject(\"{{2150E333-8FDC-42A3-9474-1A3956D46DE8}}\") = \"added\", \"added\", \"{{{Guid.NewGuid()}}}\"\r\nEndProject");
        File.WriteAllText(Path.Combine(Newer, Added), "namespace CleanES.Application.EventSourcing;\n");
        File.Delete(Path.Combine(Newer, Removed));
    }

    /// <summary>Makes a solution of version 1.0.0 in a repository of its own, with everything committed.</summary>
    /// <param name="place">Where in the repository.</param>
    public async Task<UserRepository> NewAsync(string name, string place = "")
    {
        var (hive, top) = (Path.Combine(_folder, "hive"), Path.Combine(_folder, Path.GetRandomFileName()));
        if (!Directory.Exists(hive)) await RunAsync("dotnet", "new", "install", Older, "--debug:custom-hive", hive);
        await RunAsync("dotnet", "new", "es-clean", "-n", name, "-o", Path.Combine(top, place), "--skip-restore", "--debug:custom-hive", hive);
        var repository = new UserRepository(top, Path.Combine(top, place));
        await repository.GitAsync("init", "--quiet");
        await repository.CommitAsync();
        return repository;
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    public static void Edit(string folder, string file, string before, string after)
    {
        var path = Path.Combine(folder, file);
        var text = File.ReadAllText(path);
        var place = text.IndexOf(before, StringComparison.Ordinal);
        Assert.True(place >= 0, $"{path} has no {before}");
        File.WriteAllText(path, text.Remove(place, before.Length).Insert(place, after));
    }

    private Task<string> RunAsync(string program, params string[] arguments) => Command.SucceedAsync(_folder, TimeSpan.FromMinutes(3), program, arguments);

    private static async Task CopyAsync(string folder, string version)
    {
        var listed = await Command.SucceedAsync(InstalledTemplate.Repository, TimeSpan.FromMinutes(1), "git", "ls-files", "--cached", "--others", "--exclude-standard");
        foreach (var file in listed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (original, copy) = (Path.Combine(InstalledTemplate.Repository, file), Path.Combine(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (File.Exists(original)) File.Copy(original, copy);
        }

        var config = Path.Combine(folder, ".template.config", "template.json");
        File.WriteAllText(config, Version().Replace(File.ReadAllText(config), $"\"value\": \"{version}\""));
    }

    [GeneratedRegex(@"""value"": ""(\d+\.\d+\.\d+[^""]*)""")]
    private static partial Regex Version();
}
