namespace CleanES.Template.Tests;

public sealed class UpgradeTests(TemplateVersions versions) : IClassFixture<TemplateVersions>
{
    private static readonly string[] _changes =
    [
        "M  .template.json",
        "M  README.md",
        $"D  {TemplateVersions.Removed}",
        $"A  {TemplateVersions.Added}",
        $"M  {TemplateVersions.SampleChanged}",
        $"M  {TemplateVersions.Changed}",
    ];

    [Theory]
    [InlineData("Acme.Billing", "")]
    [InlineData("my-app", "")]
    [InlineData("Acme Shop", "services/shop/")]
    public async Task What_the_template_has_changed_and_nothing_else_comes_to_a_solution(string name, string place)
    {
        var repository = await versions.NewAsync(name, place);

        var (exitCode, output) = await repository.UpgradeAsync(versions.Newer, "--from", versions.Older);

        Assert.True(exitCode == 0, output);
        Assert.Contains("From version 1.0.0 to 1.1.0: what has changed is merged, and not yet committed.", output, StringComparison.Ordinal);
        var status = (await repository.StatusAsync()).Select(line => line.Replace("\"", "", StringComparison.Ordinal).Replace(place == "" ? "/" : place, place == "" ? "/" : "", StringComparison.Ordinal));
        Assert.Equal(_changes.Append($"M  {name}.sln").Order(StringComparer.Ordinal), status.Order(StringComparer.Ordinal));
        Assert.Equal("2\t0", (await repository.GitAsync("diff", "--staged", "--numstat", "--", $"{place}{name}.sln"))[..3]);
        Assert.Contains("\"version\": \"1.1.0\"", repository[".template.json"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_user_has_changed_stays()
    {
        var repository = await versions.NewAsync("MyShop");
        repository["src/Domain/Notes/Note.cs"] = "// A feature of mine.";
        repository["src/Domain/Todos/Todo.cs"] += "// Mine.";
        repository[TemplateVersions.Changed] += "// Mine.";
        TemplateVersions.Edit(repository.Solution, "README.md", "## Where things live", "Mine.\n\n## Where things live");
        File.Delete(repository.At("tests/Api.Tests/Todos/ListTests.cs"));
        Directory.Move(repository.At("src/Infrastructure/Projects"), repository.At("src/Infrastructure/Undertakings"));
        await repository.CommitAsync();
        var before = repository["src/Domain/Todos/Todo.cs"];

        var (exitCode, output) = await repository.UpgradeAsync(versions.Newer, "--from", versions.Older);

        Assert.True(exitCode == 0, output);
        Assert.Equal(_changes.Append("M  MyShop.sln").Order(StringComparer.Ordinal), (await repository.StatusAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(before, repository["src/Domain/Todos/Todo.cs"]);
        Assert.All([TemplateVersions.Changed, "README.md"], file =>
        {
            Assert.Contains("Mine.", repository[file], StringComparison.Ordinal);
            Assert.Contains("Changed by the template.", repository[file], StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task What_both_have_changed_is_a_conflict_that_can_be_taken_back()
    {
        var repository = await versions.NewAsync("MyShop");
        TemplateVersions.Edit(repository.Solution, TemplateVersions.Changed, "internal static class", "// Changed by me.\ninternal static class");
        File.Delete(repository.At(TemplateVersions.SampleChanged));
        await repository.CommitAsync();

        var (exitCode, output) = await repository.UpgradeAsync(versions.Newer, "--from", versions.Older);

        Assert.Equal(1, exitCode);
        Assert.Contains("Both you and the template have changed these", output, StringComparison.Ordinal);
        Assert.Contains(TemplateVersions.Changed, output, StringComparison.Ordinal);
        Assert.Contains("<<<<<<< HEAD\n// Changed by me.\n=======\n// Changed by the template.\n>>>>>>>", repository[TemplateVersions.Changed], StringComparison.Ordinal);
        var status = await repository.StatusAsync();
        Assert.Contains($"UU {TemplateVersions.Changed}", status);
        Assert.Contains($"DU {TemplateVersions.SampleChanged}", status);
        Assert.Contains($"A  {TemplateVersions.Added}", status);

        await repository.GitAsync("reset", "--hard", "--quiet");
        Assert.Empty(await repository.StatusAsync());
        Assert.False(File.Exists(repository.At(TemplateVersions.Added)));
    }

    [Fact]
    public async Task A_sample_that_is_gone_stays_so()
    {
        var repository = await versions.NewAsync("MyShop");
        foreach (var feature in new[] { "Todos", "Projects" })
        {
            foreach (var folder in Directory.GetDirectories(repository.Solution, feature, SearchOption.AllDirectories)) Directory.Delete(folder, recursive: true);
        }

        Directory.Delete(repository.At("avro"), recursive: true);
        TemplateVersions.Edit(repository.Solution, ".template.json", "\"todo\"", "\"none\"");
        await repository.CommitAsync();

        var (exitCode, output) = await repository.UpgradeAsync(versions.Newer, "--from", versions.Older);

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain(await repository.StatusAsync(), line => line.Contains("Todos", StringComparison.Ordinal));
        Assert.Contains("\"none\"", repository[".template.json"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_merged_is_refused_and_nothing_is_changed()
    {
        var repository = await versions.NewAsync("MyShop");

        await RefusesAsync("there is nothing to merge", versions.Older, "--from", versions.Older);
        await RefusesAsync($"{versions.Newer} is version 1.1.0, but version 1.0.0 made this solution. Name that one with --from.", versions.Older, "--from", versions.Newer);
        await RefusesAsync($"{versions.Newer} is a folder: name with --from the template of version 1.0.0", versions.Newer);
        await RefusesAsync($"There is no file {repository.At("nowhere.1.1.0.nupkg")}", repository.At("nowhere.1.1.0.nupkg"));
        await RefusesAsync("no-such-template@1.0.0 cannot be had", "no-such-template@1.1.0");
        await RefusesAsync("dotnet run tools/upgrade.cs -- <template> [--from <template>]");

        repository[TemplateVersions.Added] = "Mine.";
        await RefusesAsync("Commit or stash first what is not committed", versions.Newer, "--from", versions.Older);

        // One that the template adds; one that the user keeps, though git does not any more.
        repository[".git/info/exclude"] = "Added.cs\nUtcText.cs";
        await repository.GitAsync("rm", "--quiet", "--cached", TemplateVersions.Changed);
        await repository.CommitAsync();
        var kept = repository[TemplateVersions.Changed];
        await RefusesAsync(
            $"The template changes files of names that git ignores here; rename or remove yours:{Environment.NewLine}{TemplateVersions.Added}{Environment.NewLine}{TemplateVersions.Changed}",
            versions.Newer, "--from", versions.Older);
        Assert.Equal(("Mine.", kept), (repository[TemplateVersions.Added], repository[TemplateVersions.Changed]));
        Assert.Empty(await repository.StatusAsync());

        Directory.Move(repository.At(".git"), repository.At(".no-git"));
        await RefusesAsync("not a git repository", versions.Newer, "--from", versions.Older);
        File.Delete(repository.At(".template.json"));
        await RefusesAsync("has no .template.json", versions.Newer, "--from", versions.Older);

        async Task RefusesAsync(string reason, params string[] arguments)
        {
            var (exitCode, output) = await repository.UpgradeAsync(arguments);
            Assert.Equal(1, exitCode);
            Assert.Contains(reason, output, StringComparison.Ordinal);
        }
    }
}
