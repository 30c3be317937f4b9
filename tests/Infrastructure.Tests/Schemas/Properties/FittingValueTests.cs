using System.Collections.Concurrent;

namespace CleanES.Infrastructure.Tests.Schemas.Properties;

public sealed class FittingValueTests
{
    private static readonly string[] _words =
    [
        .. "null boolean int long float double bytes string record enum fixed array map".Split(' ').Select(type => $"\"type\":\"{type}\""),
        .. "uuid decimal duration panther date time-millis time-micros".Split(' ').Select(type => $"\"logicalType\":\"{type}\""),
        .. "millis micros nanos".Split(' ').SelectMany(unit => (string[])[$"\"timestamp-{unit}\"", $"\"local-timestamp-{unit}\""]),
        .. "doc default namespace aliases order x-unit scale".Split(' ').Select(property => $"\"{property}\":"),
    ];

    [Fact]
    public void A_value_that_fits_its_schema_is_accepted()
    {
        var seen = new ConcurrentDictionary<string, bool>();
        Property.Holds(Example.Fitting, 1000, example =>
        {
            Assert.Equal([], Trial.Check(example));
            Assert.True(new Reference(example.Schema).Accepts(example.Json));

            var schema = example.Schema.Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
            foreach (var word in _words) if (schema.Contains(word, StringComparison.Ordinal)) seen[word] = true;
        });

        Assert.Equal(_words.Order(), seen.Keys.Order());
    }
}
