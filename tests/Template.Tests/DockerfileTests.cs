using System.Text.Json;
using System.Text.RegularExpressions;

namespace CleanES.Template.Tests;

/// <summary>What the Dockerfile does, without Docker: its steps in folders that stand for the images.</summary>
[Collection(InstalledTemplate.Shared)]
public sealed partial class DockerfileTests(InstalledTemplate template)
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Its_steps_make_a_service_that_keeps_its_data_on_the_volume_and_is_healthy()
    {
        var shop = await template.NewAsync("my-app", "--skip-restore");
        var file = shop.Read("Dockerfile").Replace("\\\n", " ", StringComparison.Ordinal);
        var image = template.NewFolder();
        var build = Directory.CreateDirectory(Path.Combine(image, "build")).FullName;
        var port = RunningService.FreePort();

        foreach (var step in Steps().Matches(file).Select(step => step.Groups))
        {
            if (step[1].Value == "RUN") await Command.SucceedAsync(build, _limit, "bash", "-c", Inside(step[2].Value));
            else Copy(shop, step[2].Value.Split(' '), build);
        }

        string[] settings = [.. Setting().Matches(file).Select(setting => Inside($"{setting.Groups[1].Value}={setting.Groups[2].Value}{setting.Groups[3].Value}"))];
        var check = Parts(HealthCheck().Match(file)).Select(Inside).ToArray();
        using (var service = await RunningService.StartAsync(Path.Combine(image, "app"), port, "env", [.. settings, .. Parts(EntryPoint().Match(file))]))
        {
            await service.PostAsync("/todos", new { label = "milk" });
            await Command.SucceedAsync(image, _limit, check[0], check[1..]);
        }

        Assert.True(File.Exists(Path.Combine(image, "data", "journal.db")));
        Assert.False(Directory.Exists(Path.Combine(image, "app", "data")));
        var (exitCode, _) = await Command.RunAsync(image, _limit, check[0], check[1..]);
        Assert.NotEqual(0, exitCode);

        string Inside(string text) => Regex.Replace(text.Replace("8080", $"{port}", StringComparison.Ordinal), "(?<![a-z0-9])/(app|data)\\b", $"{image}/$1");
    }

    /// <summary>What <c>COPY</c> takes: files by name into a folder, or all that <c>.dockerignore</c> leaves.</summary>
    private static void Copy(GeneratedSolution solution, string[] sources, string build)
    {
        var ignored = solution.Read(".dockerignore").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(pattern => pattern.StartsWith("**/", StringComparison.Ordinal) ? $"(^|/){pattern[3..]}(/|$)" : $"^{Regex.Escape(pattern).Replace("\\*", "[^/]*", StringComparison.Ordinal)}(/|$)")
            .ToList();
        foreach (var file in solution.Files().Where(file => (sources[0] == "." || sources.Contains(file)) && !ignored.Exists(pattern => Regex.IsMatch(file, pattern))))
        {
            var copy = Path.Combine(build, sources[^1], sources[0] == "." ? file : Path.GetFileName(file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(solution.Folder, file), copy, overwrite: true);
        }
    }

    private static string[] Parts(Match instruction) => JsonSerializer.Deserialize<string[]>(instruction.Groups[1].Value)!;

    [GeneratedRegex(@"^(RUN|COPY) (?!--from)(.+)$", RegexOptions.Multiline)]
    private static partial Regex Steps();

    [GeneratedRegex("""(\w+)=(?:"([^"]*)"|(\d+)$)""", RegexOptions.Multiline)]
    private static partial Regex Setting();

    [GeneratedRegex(@"^ENTRYPOINT (\[.+\])$", RegexOptions.Multiline)]
    private static partial Regex EntryPoint();

    [GeneratedRegex(@"^HEALTHCHECK .* CMD (\[.+\])$", RegexOptions.Multiline)]
    private static partial Regex HealthCheck();
}
