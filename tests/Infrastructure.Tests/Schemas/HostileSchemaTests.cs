using System.Diagnostics;
using System.Globalization;
using System.Text;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Tests.Schemas;

/// <summary>Schemas that nobody means well with, or nobody looked at: a clear problem, in bounded time and memory.</summary>
public sealed class HostileSchemaTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("schemas-");

    private string Avro => Path.Combine(_root.FullName, "avro");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Fifty_megabytes_are_refused_without_being_read()
    {
        using (var file = File.Create(Place())) file.SetLength(50 * 1024 * 1024);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(["avro/order/v1_order_placed.json: is larger than 1 MB. Write a smaller schema."], Problems());
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 5 * 1024 * 1024);
    }

    [Theory]
    [InlineData("[", "line 1: is no JSON")]
    [InlineData("{\"a\":", "line 1: is no JSON")]
    [InlineData("{\"type\":\"array\",\"items\":", "line 1: is no JSON")]
    public void Endless_nesting_is_refused(string opening, string reason)
    {
        File.WriteAllText(Place(), string.Concat(Enumerable.Repeat(opening, 40_000)));
        Assert.StartsWith($"avro/order/v1_order_placed.json: {reason}", Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"type\": \"fixed\", \"name\": \"f\", \"size\": DIGITS}", "fields.hash.type.size: is no number of bytes")]
    [InlineData("{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": DIGITS}", "fields.hash.type.precision: a decimal needs its number of digits")]
    public void Numbers_of_a_thousand_digits_are_refused(string type, string problem)
    {
        var digits = new string('9', 1000);
        File.WriteAllText(Place(), OrderSchema.Text.Replace("\"bytes\"}", type.Replace("DIGITS", digits, StringComparison.Ordinal) + "}", StringComparison.Ordinal));
        Assert.StartsWith($"avro/order/v1_order_placed.json: {problem}", Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_of_a_megabyte_is_read_in_time()
    {
        var fields = new StringBuilder();
        for (var i = 0; fields.Length < 900_000; i++)
            fields.Append($$$"""{"name": "f{{{i}}}", "type": {"type": "record", "name": "r{{{i}}}", "fields": [{"name": "next", "type": ["null", "r{{{i}}}"], "default": null}]}},""");
        File.WriteAllText(Place(), OrderSchema.Text.Replace("""    {"name": "gift",""", $"{fields}{{\"name\": \"gift\",", StringComparison.Ordinal));
        var watch = Stopwatch.StartNew();

        Assert.All(Problems(), problem => Assert.Contains("Order.Placed has no property for it", problem, StringComparison.Ordinal));
        Assert.True(watch.Elapsed < Patience, $"took {watch.Elapsed}");
    }

    [Theory]
    [InlineData("""{"type": "record", "name": "rNEXT", "fields": [{"name": "a", "type": "rLAST"}]}""")]
    [InlineData("""{"type": "record", "name": "rNEXT", "fields": [{"name": "a", "type": ["null", "rLAST"], "default": null}]}""")]
    public void A_long_chain_of_records_is_read_in_time(string link)
    {
        var fields = new StringBuilder("""{"name": "f0", "type": {"type": "record", "name": "r0", "fields": []}},""");
        for (var i = 1; i < 4000; i++)
            fields.Append(CultureInfo.InvariantCulture, $"{{\"name\": \"f{i}\", \"type\": {link.Replace("NEXT", $"{i}", StringComparison.Ordinal).Replace("LAST", $"{i - 1}", StringComparison.Ordinal)}}},");
        File.WriteAllText(Place(), OrderSchema.Text.Replace("""    {"name": "gift",""", $"{fields}{{\"name\": \"gift\",", StringComparison.Ordinal));
        var watch = Stopwatch.StartNew();

        Assert.All(Problems(), problem => Assert.Contains("Order.Placed has no property for it", problem, StringComparison.Ordinal));
        Assert.True(watch.Elapsed < Patience, $"took {watch.Elapsed}");
    }

    [Fact]
    public void A_pipe_is_never_opened()
    {
        if (OperatingSystem.IsWindows()) return;    // it has none
        Process.Start("mkfifo", [Place()]).WaitForExit();
        Assert.Equal(["avro/order/v1_order_placed.json: is empty. Write the event's Avro schema into it."], Problems());
    }

    [Fact]
    public void Thousands_of_schemas_are_read_in_time()
    {
        const int versions = 3000;
        for (var version = 1; version < versions; version++)
            File.WriteAllText(Place(version), """{"type": "record", "name": "order_placed", "fields": []}""");
        File.WriteAllText(Place(versions), OrderSchema.Text);
        var watch = Stopwatch.StartNew();

        Assert.Empty(Problems(new Upcaster("order_placed", versions - 1, null, this)));
        Assert.True(watch.Elapsed < Patience, $"took {watch.Elapsed}");
    }

    [Theory]
    [InlineData("v1_..%2F..%2Fetc%2Fpasswd.json")]
    [InlineData("v1_\u202Eorder_placed.json")]
    [InlineData("v999999999999999999999_order_placed.json")]
    public void A_file_of_another_name_is_no_schema(string name)
    {
        File.WriteAllText(Place(), OrderSchema.Text);
        File.WriteAllText(Path.Combine(Avro, "order", name), "{");
        Assert.Empty(Problems());
    }

    [Theory]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'{' }, "begins with a byte order mark. Save it as UTF-8 without one.")]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'{', 0 }, "is not UTF-8. Save it as UTF-8.")]
    [InlineData(new byte[] { (byte)'{', 0 }, "line 1: is no JSON: '0x00' is an invalid start of a property name. Expected a '\"'. Correct it.")]
    [InlineData(new byte[] { (byte)'"', 0xC3, 0x28, (byte)'"' }, "is not UTF-8. Save it as UTF-8.")]
    public void Another_encoding_is_named(byte[] content, string problem)
    {
        File.WriteAllBytes(Place(), content);
        Assert.Equal([$"avro/order/v1_order_placed.json: {problem}"], Problems());
    }

    private string Place(int version = 1) => Path.Combine(Directory.CreateDirectory(Path.Combine(Avro, "order")).FullName, $"v{version}_order_placed.json");

    private IEnumerable<string> Problems(params Upcaster[] upcasters) =>
        new SchemaTools([new EventClass(typeof(Order), typeof(Order.Placed))], new EventSchemaSettings(), upcasters).Validate(Avro).Select(problem => problem.ToString());
}
