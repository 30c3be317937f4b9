namespace CleanES.Template.Tests;

[Collection(InstalledTemplate.Shared)]
public sealed class AddingTests(InstalledTemplate template)
{
    [Fact]
    public async Task An_aggregate_with_all_that_belongs_to_it_is_added_by_new_files_alone()
    {
        var shop = await template.NewAsync("MyShop", "--sample", "none");
        AddFiles(shop);
        await shop.BuildAsync();
        Assert.Equal(2, (await shop.RunAsync("schemas", "record")).Split('\n').Count(line => line.EndsWith(".json", StringComparison.Ordinal)));
        foreach (var project in (string[])["Domain.Tests", "Api.Tests", "Architecture.Tests", "Infrastructure.Tests --filter EventHistoryTests"])
            await shop.TestAsync(["--no-build", .. $"tests/{project}".Split(' ')]);

        using var service = await shop.StartAsync();
        var id = (await service.PostAsync("/notes", new { text = "remember the milk" })).GetProperty("id").GetString();

        // The projection lists the note, and the effect has sent the command that stamps it.
        await service.EventuallyAsync(async () =>
        {
            var notes = (await service.GetAsync("/notes")).EnumerateArray().ToList();
            return notes.Count == 1 && notes[0].GetProperty("text").GetString() == "remember the milk" && notes[0].GetProperty("stamped").GetBoolean();
        });

        var history = (await service.GetAsync($"/notes/{id}/history")).GetProperty("items").EnumerateArray();
        Assert.Equal(["note_written", "note_stamped"], history.Select(stored => stored.GetProperty("event_type").GetString()));
    }

    private static void AddFiles(GeneratedSolution solution)
    {
        var additions = Path.Combine(InstalledTemplate.Repository, "tests", "Template.Tests", "Additions");
        foreach (var file in Directory.EnumerateFiles(additions, "*", SearchOption.AllDirectories))
        {
            var added = Path.Combine(solution.Folder, Path.GetRelativePath(additions, file));
            Assert.False(File.Exists(added), $"{added} would be an edit.");
            Directory.CreateDirectory(Path.GetDirectoryName(added)!);
            File.WriteAllText(added, File.ReadAllText(file).Replace("CleanES", solution.Namespace(), StringComparison.Ordinal));
        }
    }
}
