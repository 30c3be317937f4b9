using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Tests.Schemas;

public sealed class SchemaToolsTests : IDisposable
{
    private const string Reference = """{"name": "reference", "type": {"type": "string", "logicalType": "uuid"}}""";
    private const string KeptReference = """{"name": "reference", "type": "string", "doc": "Kept."}""";

    private static readonly EventClass Placed = new(typeof(Order), typeof(Order.Placed));

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("schemas-");
    private readonly SchemaTools _tools = new([Placed], new EventSchemaSettings());

    private string Avro => Path.Combine(_root.FullName, "avro");
    private string V1 => Path.Combine(Avro, "order", "v1_order_placed.json");

    public SchemaToolsTests() => Directory.CreateDirectory(Avro);

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void A_class_gets_the_schema_that_it_asks_for_with_its_doc_comments()
    {
        Assert.Equal(V1, _tools.WriteNext("Order.Placed", Avro));

        Assert.Equal(OrderSchema.Text, File.ReadAllText(V1));
        Assert.Empty(_tools.Validate(Avro));
    }

    [Fact]
    public void What_fits_already_is_not_written_again()
    {
        _tools.WriteNext("order_placed", Avro);
        Assert.Equal("Order.Placed fits version 1 of its schema already: there is nothing to write.", Assert.Throws<StartupException>(() => _tools.WriteNext("order_placed", Avro)).Message);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(V1)!));
    }

    [Fact]
    public void A_next_version_keeps_what_fits_and_changes_what_does_not()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(V1)!);
        File.WriteAllText(V1, OrderSchema.Text
            .Replace(Reference, KeptReference, StringComparison.Ordinal)
            .Replace("""{"name": "gift", "type": "boolean"}""", """{"name": "gift", "type": "string"}""", StringComparison.Ordinal)
            .Replace("    {\"name\": \"serial\", \"type\": \"long\"},\n", "", StringComparison.Ordinal));
        Assert.Equal(2, _tools.Validate(Avro).Count);

        var v2 = _tools.WriteNext("Order.Placed", Avro);

        Assert.Equal(V1.Replace("v1_", "v2_", StringComparison.Ordinal), v2);
        Assert.Equal(
            OrderSchema.Text.Replace(Reference, KeptReference, StringComparison.Ordinal),
            File.ReadAllText(v2));
        Assert.Equal(["fields.gift.type", "fields.serial"], _tools.Validate(Avro).Select(problem => problem.Path));    // it fits the class, and events of version 1 want an upcaster
    }

    [Fact]
    public void An_unknown_event_is_named_with_those_that_there_are() => Assert.Equal(
        "There is no event ../../etc/Passwd. Those that there are:\n  Order.Placed", Assert.Throws<StartupException>(() => _tools.WriteNext("../../etc/Passwd", Avro)).Message);

    [Fact]
    public void A_broken_schema_is_to_be_corrected_first()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(V1)!);
        File.WriteAllText(V1, "{");
        Assert.Contains("avro/order/v1_order_placed.json: line 1: is no JSON", Assert.Throws<StartupException>(() => _tools.WriteNext("Order.Placed", Avro)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_names_the_newest_file_of_every_event()
    {
        Assert.Equal([new SchemaListEntry("order_placed", "Order.Placed", 0, null)], _tools.List(Avro));
        _tools.WriteNext("Order.Placed", Avro);
        Assert.Equal([new SchemaListEntry("order_placed", "Order.Placed", 1, "avro/order/v1_order_placed.json")], _tools.List(Avro));
    }

    [Fact]
    public void A_directory_that_is_not_there_is_named()
    {
        Assert.Contains("/nowhere", Assert.Throws<StartupException>(() => _tools.Validate(Path.Combine(_root.FullName, "nowhere"))).Message, StringComparison.Ordinal);
        Assert.Contains("no-such-folder", Assert.Throws<StartupException>(() => _tools.Locate("no-such-folder")).Message, StringComparison.Ordinal);
    }
}
