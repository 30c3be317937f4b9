namespace CleanES.Template.Tests;

[Collection(InstalledTemplate.Shared)]
public sealed class EvolutionTests(InstalledTemplate template)
{
    [Fact]
    public async Task A_change_that_breaks_the_history_fails_the_tests_with_the_way_out()
    {
        var shop = await template.NewAsync("Broken");
        Edit(shop, "avro/todo/v1_todo_created.json", "What is to be done.", "What shall be done.");
        File.Delete(At(shop, "avro/todo/golden/v1_todo_completed.json"));
        File.Copy(At(shop, "avro/todo/v1_todo_added_to_project.json"), At(shop, "avro/todo/v2_todo_added_to_project.json"));
        Edit(shop, "avro/todo/v2_todo_added_to_project.json", "{\"name\": \"project_id\"", "{\"name\": \"since\", \"type\": \"int\"}, {\"name\": \"project_id\"");
        Edit(shop, "src/Infrastructure/Projects/ProjectNameKey.cs", "[Upcaster(\"project_created\", 1)]", "");
        Edit(shop, "src/Domain/Projects/Project.cs", "public sealed record Discarded", "[EventType(\"project_thrown_away\")] public sealed record Discarded");

        var (exitCode, output) = await shop.TryTestAsync("EventHistoryTests");

        Assert.Equal(1, exitCode);
        Assert.All(
            (string[])[
                "avro/todo/v1_todo_created.json: has changed since it was released. Put it back, and write a next version; or, if it never was released, delete avro/todo/golden/v1_todo_created.json and record it again.",
                "Versions of event schemas are not recorded; dotnet run --project src/Api -- schemas record does it:",
                "avro/todo/v1_todo_completed.json: has no golden event. Once it is as it shall be released, record it, with schemas record todo_completed.",
                "avro/todo/v2_todo_added_to_project.json: fields.since: is new and has no default, so that events of version 1 cannot be read. Give it one, or write an upcaster from version 1.",
                "avro/project/v2_project_created.json: fields.key: is new and has no default, so that events of version 1 cannot be read. Give it one, or write an upcaster from version 1.",
                "avro/project/v1_project_thrown_away.json: is missing. Create it, with schemas new Project.Discarded.",
                "avro/project/v1_project_discarded.json: project_discarded is no event any more, though it was released. Keep its class; if the class has another name now, keep the stored one with [EventType(\"project_discarded\")]; or write an upcaster that reads it.",
            ],
            message => Assert.Contains(message, output, StringComparison.Ordinal));
    }

    private static string At(GeneratedSolution solution, string file) => Path.Combine(solution.Folder, file);

    private static void Edit(GeneratedSolution solution, string file, string before, string after)
    {
        var text = File.ReadAllText(At(solution, file));
        Assert.Contains(before, text, StringComparison.Ordinal);
        File.WriteAllText(At(solution, file), text.Replace(before, after, StringComparison.Ordinal));
    }
}
