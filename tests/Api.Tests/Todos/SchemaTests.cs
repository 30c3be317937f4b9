using System.Text.Json;
using CleanES.TestKit;
using Microsoft.AspNetCore.Hosting;

namespace CleanES.Api.Tests.Todos;

/// <summary>What schemas do to the service, seen from outside.</summary>
public sealed class SchemaTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("api-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public Task A_missing_folder_of_schemas_is_told_in_words() =>
        StartTests.RefusesToStartAsync(_folder.FullName, named: "no-such-folder", ("EventSchemas__Directory", Path.Combine(_folder.FullName, "no-such-folder")));

    [Theory]
    [InlineData("no JSON")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_broken_schema_is_told_in_words(string? text)
    {
        var broken = Path.Combine(CopySchemas(), "todo", "v1_todo_created.json");
        File.Delete(broken);
        if (text is null) Directory.CreateDirectory(broken);
        else await File.WriteAllTextAsync(broken, text);

        await StartTests.RefusesToStartAsync(_folder.FullName, named: "v1_todo_created.json", ("EventSchemas__Directory", _folder.FullName));
    }

    [Fact]
    public async Task An_event_that_does_not_match_is_refused_by_paths_and_not_stored()
    {
        await EditSchemaAsync("""{"name": "label", "type": "string",""", """{"name": "label", "type": {"type": "string", "logicalType": "uuid"},""");
        using var service = new ServiceWith(("EventSchemas:Directory", _folder.FullName));
        var client = service.CreateClient();

        var refused = await client.CallAsync(HttpMethod.Post, "/todos", new { label = "Buy milk" });

        refused.IsProblem(422, "event_schema_mismatch");
        Assert.Equal("expected uuid, found \"Buy milk\"", refused.Json.GetProperty("errors").GetProperty("todo_created.label")[0].GetString());
        Assert.Equal(0, (await client.FetchAsync("/todos")).Json.GetProperty("total").GetInt64());
        Assert.Equal(400, (await client.FetchAsync("/todos", ("Min-Journal-Position", "1"))).Status);
    }

    [Fact]
    public async Task A_schema_that_the_class_does_not_fit_is_told_in_words()
    {
        await EditSchemaAsync("""{"name": "label", "type": "string",""", """{"name": "label", "type": "long",""");
        await StartTests.RefusesToStartAsync(
            _folder.FullName, named: "v1_todo_created.json: fields.label.type: is long, but Todo.Created.Label fits", ("EventSchemas__Directory", _folder.FullName));
    }

    [Fact]
    public async Task The_version_is_found_from_the_files_and_written_into_the_data_if_asked_for()
    {
        var schema = Path.Combine(CopySchemas(), "todo", "v1_todo_created.json");
        File.Copy(schema, schema.Replace("v1_", "v2_", StringComparison.Ordinal));
        using var service = new ServiceWith(("EventSchemas:Directory", _folder.FullName), ("EventSchemas:AddVersionToEventData", "true"));
        var client = service.CreateClient();

        var id = await client.CreateTodoAsync();

        var stored = (await client.FetchAsync($"/todos/{id}/history")).Json.GetProperty("items")[0];
        Assert.Equal(2, stored.GetProperty("event_version").GetInt32());
        Assert.Equal("""{"label":"Buy milk","schema_version":2}""", JsonSerializer.Serialize(stored.GetProperty("event_data")));
    }

    private async Task EditSchemaAsync(string right, string wrong)
    {
        var schema = Path.Combine(CopySchemas(), "todo", "v1_todo_created.json");
        var text = await File.ReadAllTextAsync(schema);
        Assert.Contains(right, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(schema, text.Replace(right, wrong, StringComparison.Ordinal));
    }

    private string CopySchemas() => CopySchemas(_folder);

    internal static string CopySchemas(DirectoryInfo folder)
    {
        foreach (var aggregate in new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "avro")).GetDirectories())
            foreach (var file in aggregate.GetFiles())
                file.CopyTo(Path.Combine(folder.CreateSubdirectory(aggregate.Name).FullName, file.Name));
        return folder.FullName;
    }

    private sealed class ServiceWith(params (string Name, string Value)[] settings) : Service
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            foreach (var (name, value) in settings) builder.UseSetting(name, value);
        }
    }
}
