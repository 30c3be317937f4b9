using System.Text.Json;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>Through the real store, each time in a service of its own that checks events, and loaded by another.</summary>
public sealed class StoredValueTests : JournalTest
{
    private const string Chain = """{"type": "record", "name": "link", "fields": [{"name": "next", "type": ["null", "link"]}]}""";

    [Fact]
    public Task What_fits_its_schema_is_loaded_as_it_was_stored() => Property.HoldsAsync(Example.Fitting, 25, async example =>
    {
        using var content = JsonDocument.Parse(example.Json);
        var loaded = await StoreAndLoadAsync(example.Schema, content.RootElement);
        Assert.True(AreSame(content.RootElement, loaded), $"Loaded was: {loaded}");
    });

    [Fact]
    public async Task A_value_as_deep_as_may_be_is_loaded_as_it_was_stored_and_none_deeper_is_stored()
    {
        var deepest = JsonDocument.Parse(Nested(62)).RootElement;
        Assert.True(AreSame(deepest, await StoreAndLoadAsync(Chain, deepest)));

        var deeper = JsonDocument.Parse(Nested(63)).RootElement;
        await Assert.ThrowsAsync<JsonException>(() => StoreAndLoadAsync(Chain, deeper));

        static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"next\":", depth)) + "{}" + new string('}', depth);
    }

    private async Task<JsonElement> StoreAndLoadAsync(string schema, JsonElement content)
    {
        var file = Path.Combine(Folder, "avro", "holder", "v1_holder_filled.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await System.IO.File.WriteAllTextAsync(file, $$"""
            {"type": "record", "name": "holder_filled", "fields": [
              {"name": "entity_id", "type": "string"}, {"name": "entity_version", "type": "long"}, {"name": "domain_event_id", "type": "string"},
              {"name": "content", "type": {{schema}}}]}
            """);

        var holder = Holder.Fill(content);
        using (var service = Start()) await service.Store.SaveAsync(holder, default);
        using (var service = Start()) return (await service.Store.LoadAsync<Holder>(holder.Id, default)).Content;
    }

    private TestService Start() => new(
        Folder, settings: new() { ["EventSchemas:Enabled"] = "true", ["EventSchemas:Directory"] = "avro" }, aggregates: [typeof(Holder)]);

    /// <summary>Numbers by their text.</summary>
    private static bool AreSame(JsonElement one, JsonElement other) => one.ValueKind == other.ValueKind && one.ValueKind switch
    {
        JsonValueKind.Object => one.EnumerateObject().SequenceEqual(other.EnumerateObject(), Comparing<JsonProperty>((a, b) => a.Name == b.Name && AreSame(a.Value, b.Value))),
        JsonValueKind.Array => one.EnumerateArray().SequenceEqual(other.EnumerateArray(), Comparing<JsonElement>(AreSame)),
        JsonValueKind.String => one.GetString() == other.GetString(),
        _ => one.GetRawText() == other.GetRawText(),
    };

    private static EqualityComparer<T> Comparing<T>(Func<T, T, bool> areSame) => EqualityComparer<T>.Create((one, other) => areSame(one!, other!));
}
