using System.Text.RegularExpressions;

namespace CleanES.Template.Tests;

[Collection(InstalledTemplate.Shared)]
public sealed partial class OutputTests(InstalledTemplate template)
{
    [Fact]
    public async Task The_output_is_the_repository_without_what_is_of_the_template()
    {
        var shop = await template.NewAsync("MyShop");

        var expected = template.Files
            .Where(file => !OfTheTemplate().IsMatch(file))
            .Select(file => file.Replace("README.template.md", "README.md", StringComparison.Ordinal).Replace("templates/solution/", "", StringComparison.Ordinal).Replace("CleanES", "MyShop", StringComparison.Ordinal));
        Assert.Equal(expected.Order(StringComparer.Ordinal), shop.Files().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("MyShop")]
    [InlineData("my-app")]
    public async Task Nothing_in_the_output_names_the_template(string name)
    {
        var solution = await template.NewAsync(name);
        var files = solution.Files();
        Assert.NotEmpty(files);

        Assert.DoesNotContain(files, file => Token().IsMatch(file));
        Assert.DoesNotContain(files, file => Token().IsMatch(File.ReadAllText(Path.Combine(solution.Folder, file))));
        Assert.StartsWith($"# {name}\n", File.ReadAllText(Path.Combine(solution.Folder, "README.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_solution_has_project_ids_of_its_own()
    {
        var shop = await template.NewAsync("MyShop");

        var ours = Ids(Path.Combine(InstalledTemplate.Repository, "CleanES.sln"));
        Assert.NotEmpty(ours);
        Assert.Empty(ours.Intersect(Ids(Path.Combine(shop.Folder, "MyShop.sln"))));
    }

    [Theory]
    [InlineData("class")]
    [InlineData("Acme.event")]
    public async Task A_keyword_of_the_language_is_refused_as_a_name(string name)
    {
        var (exitCode, output, folder) = await template.TryNewAsync(name);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("is a keyword of C#", output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));
    }

    /// <summary>The project ids of a solution file; the first id of a line is the kind of project, the same everywhere.</summary>
    private static HashSet<string> Ids(string solution) =>
        [.. File.ReadLines(solution).Where(line => line.StartsWith("Project(", StringComparison.Ordinal)).Select(line => Id().Matches(line).Last().Value)];

    [GeneratedRegex(@"^(\.template\.config/|\.ci/|benchmarks/|templates/(?!solution/)|tests/(Docs|Template)\.Tests/|tests/Infrastructure\.Tests/(Vectors/|Directory\.Build\.targets$)|docs/[a-z-]*-djangoevents\.md$|docs/performance|LICENSE$|README\.md$)")]
    private static partial Regex OfTheTemplate();

    [GeneratedRegex("clean[-_]?es(?!t)|SOLUTION_NAME|\"Benchmarks\"", RegexOptions.IgnoreCase)]
    private static partial Regex Token();

    [GeneratedRegex("[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", RegexOptions.IgnoreCase)]
    private static partial Regex Id();
}
