namespace CleanES.Template.Tests;

[Collection(InstalledTemplate.Shared)]
public sealed class RunningTests(InstalledTemplate template)
{
    [Fact]
    public async Task A_generated_solution_builds_passes_its_tests_and_serves()
    {
        var shop = await template.NewAsync("MyShop");
        await shop.BuildAsync();
        await shop.TestAsync();
        Assert.Matches("avro: [0-9]+ events, no problem", await shop.RunAsync("schemas", "validate"));

        using var service = await shop.StartAsync();
        var id = (await service.PostAsync("/todos", new { label = "milk" })).GetProperty("id").GetString();

        Assert.Equal("milk", (await service.GetAsync($"/todos/{id}")).GetProperty("label").GetString());
        var history = (await service.GetAsync($"/todos/{id}/history")).GetProperty("items");
        Assert.Equal("todo_created", Assert.Single(history.EnumerateArray()).GetProperty("event_type").GetString());
        await service.EventuallyAsync(async () => (await service.GetAsync("/todos")).GetProperty("total").GetInt64() == 1);

        var swagger = await service.GetAsync("/swagger/v1/swagger.json");
        Assert.True(swagger.GetProperty("paths").TryGetProperty("/todos/{id}/history", out _));
    }

    [Theory]
    [InlineData("Acme.Billing", "Acme.Billing")]
    [InlineData("my-app", "my_app")]
    [InlineData("Acme Shop", "Acme_Shop")]
    [InlineData("3Shop", "_3Shop")]
    public async Task Every_name_makes_a_solution_that_builds_and_starts(string name, string expectedNamespace)
    {
        var solution = await template.NewAsync(name);
        Assert.Equal(expectedNamespace, solution.Namespace());

        using var service = await solution.StartAsync();    // builds what it runs
        Assert.Equal(0, (await service.GetAsync("/todos")).GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task A_solution_without_its_sample_features_builds_passes_its_tests_and_starts()
    {
        var solution = await template.NewAsync("Bare");
        Delete(solution, "Todos", "todo");
        Delete(solution, "Projects", "project");

        await solution.BuildAsync();
        await solution.TestAsync();
        using var service = await solution.StartAsync();
        var paths = (await service.GetAsync("/swagger/v1/swagger.json")).GetProperty("paths").EnumerateObject();
        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.Contains(path.Name.Split('/')[1], new[] { "health", "subscribers", "traces" }));
    }

    private static void Delete(GeneratedSolution solution, string feature, string aggregate)
    {
        var folders = Directory.EnumerateDirectories(solution.Folder, feature, SearchOption.AllDirectories)
            .Append(Path.Combine(solution.Folder, "avro", aggregate))
            .ToList();
        Assert.True(folders.Count > 4, string.Join(", ", folders));
        foreach (var folder in folders) Directory.Delete(folder, recursive: true);
    }
}
