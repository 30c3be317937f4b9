using System.Text.RegularExpressions;

namespace CleanES.Template.Tests;

[Collection(InstalledTemplate.Shared)]
public sealed partial class RunningTests(InstalledTemplate template)
{
    [Fact]
    public async Task What_the_README_says_works_word_for_word()
    {
        var shop = await template.NewAsync("MyShop");

        // An upcaster comes after a change of an event: ItemTests.
        var lines = CommandLines().Matches(shop.Read("README.md"))
            .SelectMany(block => block.Groups[1].Value.Split('\n'))
            .Where(line => !line.StartsWith("dotnet new es-upcaster", StringComparison.Ordinal));
        var ran = new List<string>();
        foreach (var line in lines)
        {
            if (line == "dotnet run --project src/Api") await ServesTodosAsync(await RunningService.StartAsync(shop.Folder, shop.Port(), "dotnet", line.Split(' ')[1..]));
            else await shop.RunLineAsync(line);
            ran.Add(line.Split(' ')[1]);
        }

        Assert.Equal(["test", "run", "new"], ran.Distinct());
        await shop.BuildAsync();
    }

    [Fact]
    public async Task Without_the_sample_what_the_workflow_does_passes_and_the_service_starts()
    {
        var shop = await template.NewAsync("Shop", "--sample", "none");

        var steps = Steps().Matches(shop.Read(".github/workflows/ci.yml")).Select(step => step.Groups[1].Value).ToList();
        Assert.Equal(["restore", "build", "format", "test", "run"], steps.Select(step => step.Split(' ')[1]));
        foreach (var step in steps) await shop.RunLineAsync(step);

        using var service = await RunningService.StartAsync(shop.Folder, shop.Port(), "dotnet", "run", "--project", "src/Api");
        var paths = (await service.GetAsync("/swagger/v1/swagger.json")).GetProperty("paths").EnumerateObject().ToList();
        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.Contains(path.Name.Split('/')[1], new[] { "health", "subscribers", "traces" }));
    }

    [Theory]
    [InlineData("Acme.Billing", "Acme.Billing")]
    [InlineData("my-app", "my_app")]
    [InlineData("Acme Shop", "Acme_Shop")]
    [InlineData("3Shop", "_3Shop")]
    [InlineData("Ünïcode", "Ünïcode")]
    [InlineData("ANameOfSixtyLettersThatIsAsLongAsAnyoneWouldEverWantItToBeOk", "ANameOfSixtyLettersThatIsAsLongAsAnyoneWouldEverWantItToBeOk")]
    public async Task Every_name_makes_a_solution_that_builds_and_serves(string name, string expectedNamespace)
    {
        var solution = await template.NewAsync(name);
        Assert.Equal(expectedNamespace, solution.Namespace());

        await solution.BuildAsync();
        await ServesTodosAsync(await solution.StartAsync());
    }

    private static async Task ServesTodosAsync(RunningService started)
    {
        using var service = started;
        var id = (await service.PostAsync("/todos", new { label = "milk" })).GetProperty("id").GetString();

        Assert.Equal("milk", (await service.GetAsync($"/todos/{id}")).GetProperty("label").GetString());
        var history = (await service.GetAsync($"/todos/{id}/history")).GetProperty("items");
        Assert.Equal("todo_created", Assert.Single(history.EnumerateArray()).GetProperty("event_type").GetString());
        await service.EventuallyAsync(async () => (await service.GetAsync("/todos")).GetProperty("total").GetInt64() == 1);

        var swagger = await service.GetAsync("/swagger/v1/swagger.json");
        Assert.True(swagger.GetProperty("paths").TryGetProperty("/todos/{id}/history", out _));
    }

    [GeneratedRegex(@"^```\n((?:dotnet .*\n)*dotnet .*)\n```$", RegexOptions.Multiline)]
    private static partial Regex CommandLines();

    [GeneratedRegex(@"^ +run: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Steps();
}
