using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.Tests.Subscriptions;

public sealed class ReadModelSettingsTests : IDisposable
{
    private readonly SubscriberFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Data Source=data/readmodels/all.db", "ConnectionStrings:ReadModels: \"Data Source=data/readmodels/all.db\" lacks {name}")]
    [InlineData("Data Source=:memory:", "names no file")]
    [InlineData("data/{name}.db", "ConnectionStrings:ReadModels: ")]
    public void What_names_no_file_for_each_projection_is_refused_before_the_service_runs(string connectionString, string reason)
    {
        var refused = Assert.Throws<StartupException>(() => SubscriberHarness.Prepare(_folder, JarProjection.Types, readModels: connectionString));
        Assert.Contains(reason, refused.Message);
        Assert.Contains("Use for example: Data Source=", refused.Message);
    }

    [Fact]
    public async Task A_relative_path_starts_at_the_content_root_and_its_folders_are_made()
    {
        await using var service = SubscriberHarness.Prepare(_folder, JarProjection.Types, readModels: "Data Source=deep/er/{name}/{name}.db");
        await service.StartAsync();
        await service.ReachAsync(JarProjection.Name, await service.SaveAsync(Jar.Open()));

        var file = Assert.Single(Directory.GetFiles(Path.Combine(_folder.Root, "deep", "er"), "*.db", SearchOption.AllDirectories));
        Assert.Matches(@"/deep/er/(jars-[0-9a-f]{8})/\1\.db$", file);
    }

    [Fact]
    public async Task Without_a_setting_they_lie_in_data_readmodels()
    {
        await using var service = SubscriberHarness.Prepare(_folder, JarProjection.Types, readModels: null);
        await service.StartAsync();
        await service.ReachAsync(JarProjection.Name, await service.SaveAsync(Jar.Open()));

        Assert.Matches(@"/data/readmodels/jars-[0-9a-f]{8}\.db$", _folder.ReadModelOf(JarProjection.Name));
    }
}
