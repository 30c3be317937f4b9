using System.Text.Json;

namespace CleanES.Docs.Tests;

[Collection("one after the other: what they run writes to the console")]
public sealed class BlockTests
{
    public static TheoryData<string> Places => [.. CSharp.Select(block => $"{block}")];

    private static IEnumerable<Block> CSharp => Page.Blocks.Where(block => block.Language == "csharp");

    [Theory]
    [MemberData(nameof(Places))]
    public async Task The_code_of_the_docs_compiles_and_does_what_they_say(string place)
    {
        var block = CSharp.Single(block => $"{block}" == place);
        var runs = Runs.All.Where(run => run.Page == block.Page && block.Text.Contains(run.Fragment, StringComparison.Ordinal)).ToList();

        Assert.True(runs.Count == 1, $"{block}: {runs.Count} runs of {nameof(Runs)} fit this block; exactly one is to show that it works.");
        await runs[0].Act(Compiled.From(block));
    }

    [Fact]
    public void Every_run_belongs_to_a_block() =>
        Assert.All(Runs.All, run => Assert.Contains(CSharp, block => run.Page == block.Page && block.Text.Contains(run.Fragment, StringComparison.Ordinal)));

    [Fact]
    public void A_mistake_is_told_with_its_page_and_line()
    {
        var lines = File.ReadAllLines(Page.PathOf("README.md"));
        var line = Array.FindIndex(lines, line => line.Contains("todo => todo.Complete()", StringComparison.Ordinal));
        lines[line] = lines[line].Replace("todo.Complete()", "todo.Conplete()", StringComparison.Ordinal);
        var block = Page.Read("README.md", lines).Single(block => block.Text.Contains("Conplete", StringComparison.Ordinal));

        var failure = Assert.Throws<InvalidOperationException>(() => Compiled.From(block));
        Assert.Contains($"README.md:{line + 1}: CS1061: 'Todo' does not contain a definition for 'Conplete'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_block_is_in_a_language_that_is_checked_or_is_meant_to_be_read_only()
    {
        Assert.NotEmpty(Page.Blocks);
        Assert.All(Page.Blocks, block => Assert.True(block.Language is "csharp" or "json" or "" or "mermaid", $"{block}: nothing checks blocks in \"{block.Language}\"."));
    }

    [Fact]
    public void The_json_of_the_docs_is_json_and_the_schemas_are_those_of_the_sample()
    {
        var blocks = Page.Blocks.Where(block => block.Language == "json").Select(block => (Block: block, Json: Parse(block))).ToList();
        var schemas = blocks.Where(one => one.Json.TryGetProperty("fields", out _)).ToList();

        Assert.NotEmpty(schemas);
        Assert.All(schemas, one => Assert.True(
            Fields(one.Json).SequenceEqual(Fields(JsonElement.Parse(File.ReadAllText(SchemaOf(one.Json))))), $"{one.Block} is not {SchemaOf(one.Json)}."));
    }

    private static JsonElement Parse(Block block) =>
        JsonElement.Parse(block.Text.TrimStart().StartsWith('{') ? block.Text : $"{{{block.Text}}}");

    private static string SchemaOf(JsonElement schema)
    {
        var name = schema.GetProperty("name").GetString()!;
        return Page.PathOf($"avro/{name.Split('_')[0]}/v1_{name}.json");
    }

    private static IEnumerable<string> Fields(JsonElement schema) =>
        schema.GetProperty("fields").EnumerateArray().Select(field => $"{field.GetProperty("name")} {field.GetProperty("type")}");
}
