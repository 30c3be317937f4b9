using System.Text.RegularExpressions;

namespace CleanES.Template.Tests;

[Collection(InstalledTemplate.Shared)]
public sealed partial class OutputTests(InstalledTemplate template)
{
    [Theory]
    [InlineData("MyShop", "todo")]
    [InlineData("MyShop", "none")]
    [InlineData("Acme.Billing", "todo")]
    [InlineData("my-app", "none")]
    [InlineData("3Shop", "todo")]
    [InlineData("Acme Shop", "none")]
    [InlineData("Ünïcode", "todo")]
    [InlineData("ANameOfSixtyLettersThatIsAsLongAsAnyoneWouldEverWantForAShop", "none")]
    public async Task The_output_is_what_is_listed(string name, string sample)
    {
        var solution = await template.NewAsync(name, "--sample", sample, "--skip-restore");
        var actual = solution.Files().Select(file => file.Replace(name, "SOLUTION_NAME", StringComparison.Ordinal)).ToList();

        var list = Path.Combine("tests", "Template.Tests", "Expected", $"{sample}.txt");
        var expected = await File.ReadAllLinesAsync(Path.Combine(InstalledTemplate.Repository, list));
        var differences = actual.Except(expected).Select(file => $"+ {file}").Concat(expected.Except(actual).Select(file => $"- {file}")).ToList();
        Assert.True(differences.Count == 0, $"{list} does not list the output: + is made, - is not.\n{string.Join('\n', differences)}");
        Assert.Equal(expected.Length, actual.Count);
    }

    [Theory]
    [InlineData("MyShop", "todo")]
    [InlineData("my-app", "none")]
    public async Task Nothing_in_the_output_names_the_template(string name, string sample)
    {
        var solution = await template.NewAsync(name, "--sample", sample, "--skip-restore");
        var files = solution.Files();
        Assert.NotEmpty(files);

        Assert.DoesNotContain(files, file => Token().IsMatch(file));
        Assert.DoesNotContain(files, file => Token().IsMatch(Regex.Replace(solution.Read(file), @"\bes-clean\b", "")));
        Assert.DoesNotMatch(Token(), Regex.Replace(solution.Said, @"\bes-clean\b", ""));
        Assert.StartsWith($"# {name}\n", solution.Read("README.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_sample_nothing_speaks_of_it_and_no_link_leads_nowhere()
    {
        var bare = await template.NewAsync("Bare", "--sample", "none", "--skip-restore");

        Assert.All((string[])["README.md", "AGENTS.md"], file => Assert.DoesNotMatch("(?i)todo", bare.Read(file)));
        Assert.Empty(LinksToNothing(bare));
    }

    [Fact]
    public async Task No_link_leads_nowhere() => Assert.Empty(LinksToNothing(await template.NewAsync("MyShop", "--skip-restore")));

    [Fact]
    public async Task It_keeps_how_it_was_made()
    {
        var made = (await template.NewAsync("Acme Shop", "--sample", "none", "--http-port", "7001", "--skip-restore")).Made();

        Assert.Equal("es-clean", made.GetProperty("template").GetString());
        Assert.EndsWith($".{made.GetProperty("version").GetString()}.nupkg", template.Package, StringComparison.Ordinal);
        Assert.Equal("""{ "name": "Acme Shop", "sample": "none", "httpPort": 7001 }""", made.GetProperty("options").GetRawText());
    }

    [Fact]
    public async Task Every_solution_has_a_port_of_its_own()
    {
        var ports = new HashSet<int>();
        for (var made = 0; made < 3; made++)
        {
            var solution = await template.NewAsync("MyShop", "--skip-restore");
            Assert.All(
                (string[])["README.md", "Dockerfile", "AGENTS.md", "src/Api/Program.cs", "src/Api/Properties/launchSettings.json"],
                file => Assert.Contains($"{solution.Port()}", solution.Read(file), StringComparison.Ordinal));
            ports.Add(solution.Port());
        }

        Assert.True(ports.Count > 1, string.Join(", ", ports));
    }

    [Fact]
    public async Task Every_solution_has_project_ids_of_its_own()
    {
        var shop = await template.NewAsync("MyShop", "--skip-restore");

        var ours = Ids(Path.Combine(InstalledTemplate.Repository, "CleanES.sln"));
        Assert.NotEmpty(ours);
        Assert.Empty(ours.Intersect(Ids(Path.Combine(shop.Folder, "MyShop.sln"))));
    }

    [Fact]
    public async Task What_to_do_next_is_printed_and_the_packages_are_restored_unless_that_is_not_wanted()
    {
        var restored = await template.NewAsync("MyShop");
        var bare = await template.NewAsync("MyShop", "--skip-restore");

        Assert.Contains("dotnet run --project src/Api", restored.Said, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(restored.Folder, "src", "Api", "obj", "project.assets.json")));
        Assert.Contains("dotnet run --project src/Api", bare.Said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(bare.Folder, "src", "Api", "obj")));
    }

    private static List<string> LinksToNothing(GeneratedSolution solution)
    {
        var links = solution.Files()
            .Where(file => file.EndsWith(".md", StringComparison.Ordinal))
            .SelectMany(file => Link().Matches(solution.Read(file)).Select(link => (File: file, To: link.Groups[1].Value)))
            .ToList();
        Assert.NotEmpty(links);
        return [.. links
            .Where(link => !Path.Exists(Path.Combine(solution.Folder, Path.GetDirectoryName(link.File)!, link.To)))
            .Select(link => $"{link.File}: {link.To}")];
    }

    /// <summary>The project ids of a solution file; the first id of a line is the kind of project, the same everywhere.</summary>
    private static HashSet<string> Ids(string solution) =>
        [.. File.ReadLines(solution).Where(line => line.StartsWith("Project(", StringComparison.Ordinal)).Select(line => Id().Matches(line).Last().Value)];

    [GeneratedRegex("clean[-_]?es(?!t)|SOLUTION_NAME|TEMPLATE_|\"Benchmarks\"|BenchmarkDotNet", RegexOptions.IgnoreCase)]
    private static partial Regex Token();

    /// <summary>To a file, with what may follow in it.</summary>
    [GeneratedRegex(@"\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex("[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", RegexOptions.IgnoreCase)]
    private static partial Regex Id();
}
