using System.Collections.Concurrent;
using System.Text;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Tests.Schemas.Properties;

public sealed class BrokenSchemaTests
{
    [Fact]
    public void A_schema_broken_in_one_place_is_refused_at_that_place()
    {
        var rules = new ConcurrentDictionary<string, int>();
        Property.Holds(Example.BrokenSchema, 1200, broken =>
        {
            var (paths, said) = Read(Encoding.UTF8.GetBytes(broken.Schema));
            if (broken.Rule == "endless") paths = [.. paths.Where(path => !IsAbove(path, broken.Spot.Path))];      // who only ended by it
            Assert.True(broken.Spot.IsNamedBy(broken.Spreads ? [.. paths.Take(1)] : paths), $"Reported is: {said}");
            rules.AddOrUpdate(broken.Rule, 1, (_, count) => count + 1);
        });

        Assert.True(rules.Count > 30, string.Join(", ", rules.Keys));
    }

    [Fact]
    public void A_schema_file_that_is_no_json_is_refused_as_a_whole() => Property.Holds(
        BrokenText, 100, broken => Assert.Equal([broken.Place], Read(Encoding.UTF8.GetBytes(broken.Text)).Paths));

    [Fact]
    public void A_mutated_schema_is_refused_or_can_be_used() => Property.Holds(
        dice =>
        {
            var (schema, json) = Example.Fitting(dice);
            return new Example(Encoding.UTF8.GetString(Mutator.ChangeBytes(dice, Encoding.UTF8.GetBytes(schema))), json);
        },
        400,
        mutated =>
        {
            var reported = 0;
            var file = SchemaFile.Parse(Encoding.UTF8.GetBytes(mutated.Schema), (_, _, _) => reported++);
            Assert.Equal(file is null, reported > 0);
            if (file is not null) Assert.NotNull(SchemaPlan.Compile(file.Schema).Check(mutated.Json));
        });

    private static bool IsAbove(string outer, string inner) => inner != outer && (outer == "" || inner.StartsWith($"{outer}.", StringComparison.Ordinal));

    private static (string Text, string Place) BrokenText(Dice dice)
    {
        var schema = $"[{Example.Fitting(dice).Schema}]";
        var last = $"line {schema.Count(character => character == '\n') + 1}";
        return dice.Pick(
            ($"// doc\n{schema}", "line 1"), ($"{schema},", last), ($"{schema} x", last), ($"{schema[..^1]},]", last), ($"{{\"a\": {schema}", last),
            ($"{{\"type\": 1, \"t\\u0079pe\": {schema}}}", ""), ($"\uFEFF{schema}", ""));
    }

    private static (List<string> Paths, string Said) Read(byte[] schema)
    {
        List<string> paths = [];
        var said = new StringBuilder();
        var file = SchemaFile.Parse(schema, (path, reason, _) =>
        {
            paths.Add(path);
            said.Append('\n').Append(path).Append(": ").Append(reason);
        });
        Assert.Equal(file is null, paths.Count > 0);
        return (paths, said.ToString());
    }
}
