using System.IO.Compression;
using System.Text.RegularExpressions;

namespace CleanES.Template.Tests;

[Collection(InstalledTemplate.Shared)]
public sealed partial class PackageTests(InstalledTemplate template)
{
    /// <summary>Nearly half are the tests of the machinery, which a solution has, too: 600 small files, which zip does not compress together.</summary>
    private const int MaxBytes = 800 * 1024;

    [Fact]
    public void It_is_small() => Assert.InRange(new FileInfo(template.Package).Length, 1, MaxBytes);

    [Fact]
    public void It_says_what_it_is()
    {
        using var package = ZipFile.OpenRead(template.Package);
        var about = Text(package, "CleanES.Templates.nuspec");

        Assert.All(
            (string[])["<packageType name=\"Template\" />", "<readme>README.md</readme>", "<icon>icon.png</icon>", "<license type=\"file\">LICENSE</license>", "event-sourcing"],
            element => Assert.Contains(element, about, StringComparison.Ordinal));
        Assert.All((string[])["README.md", "icon.png", "LICENSE"], file => Assert.NotNull(package.GetEntry(file)));
        Assert.EndsWith($"CleanES.Templates.{Version().Match(about).Groups[1].Value}.nupkg", template.Package, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_holds_what_makes_a_solution_and_nothing_else()
    {
        var made = (await template.NewAsync("CleanES", "--skip-restore")).Files();
        using var package = ZipFile.OpenRead(template.Package);
        var content = package.Entries
            .Where(entry => entry.FullName.StartsWith("content/", StringComparison.Ordinal))
            .Select(entry => Uri.UnescapeDataString(entry.FullName["content/".Length..]))
            .ToList();

        Assert.NotEmpty(content);
        Assert.Empty(content
            .Where(file => !file.StartsWith(".template.config/", StringComparison.Ordinal) && !file.StartsWith("templates/items/", StringComparison.Ordinal))
            .Select(file => file.Replace("templates/solution/", "", StringComparison.Ordinal).Replace("README.template.md", "README.md", StringComparison.Ordinal))
            .Except(made));
    }

    [Fact]
    public async Task It_is_installed_and_removed_by_its_name()
    {
        var hive = Path.Combine(template.NewFolder(), "hive");
        Assert.Contains("es-clean", await InstalledTemplate.InstallAsync(template.Package, hive), StringComparison.Ordinal);

        var limit = TimeSpan.FromMinutes(1);
        await Command.SucceedAsync(InstalledTemplate.Repository, limit, "dotnet", "new", "uninstall", "CleanES.Templates", "--debug:custom-hive", hive);
        var (exitCode, _) = await Command.RunAsync(template.NewFolder(), limit, "dotnet", "new", "es-clean", "--debug:custom-hive", hive);
        Assert.NotEqual(0, exitCode);
    }

    [Fact]
    public async Task The_repository_installed_as_it_lies_makes_the_same()
    {
        var hive = Path.Combine(template.NewFolder(), "hive");
        await InstalledTemplate.InstallAsync(InstalledTemplate.Repository, hive);

        string[] options = ["--http-port", "5080", "--skip-restore"];
        var expected = await template.NewAsync("MyShop", options);
        var actual = await template.NewAsync(hive, "MyShop", options);

        Assert.Equal(expected.Files(), actual.Files());
        Assert.Equal(expected.Read(".template.json"), actual.Read(".template.json"));
    }

    [Fact]
    public async Task Its_help_tells_of_every_option()
    {
        var help = await template.DotnetNewAsync("es-clean", "--help");

        Assert.All(
            (string[])["--sample <none|todo>", "Todos in projects", "No feature: yours is the first.", "--http-port", "--skip-restore"],
            line => Assert.Contains(line, help, StringComparison.Ordinal));
    }

    private static string Text(ZipArchive package, string file)
    {
        using var reader = new StreamReader(package.GetEntry(file)!.Open());
        return reader.ReadToEnd();
    }

    [GeneratedRegex("<version>(.+)</version>")]
    private static partial Regex Version();
}
