using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;
using CleanES.Infrastructure.Tests.Schemas;

namespace CleanES.Infrastructure.Tests.Evolution;

/// <summary>Changes from one version of a schema to the next, each planted alone: what is said of it, and whether an event of the older version can still be read.</summary>
public sealed class PlantedChangeTests : IDisposable
{
    private const string V2 = "avro/order/v2_order_placed.json";

    /// <summary>
    /// What stands in version 2, which is the class's (=); what stood in its place in version 1 (-); what stands there in version 2 if the class allows more than its
    /// own schema (+); and what is said: "ok" first if events of version 1 are read.
    /// </summary>
    private const string Table = """"
        # Fields.

        = {"name": "currency", "type": "string", "default": "EUR"}
        - {"name": "was", "type": "int"}
        ok fields.currency: is new, with the default "EUR". Events of version 1 get it.
        ok fields.was: is gone. Events of version 1 are read without it.

        = {"name": "gift", "type": "boolean"},
        -
        fields.gift: is new and has no default. Give it one, or write an upcaster from version 1.

        = {"name": "gift", "type": "boolean"},
        -
        + {"name": "gift", "type": "boolean", "default": true},
        ok fields.gift: is new, with the default true. Events of version 1 get it.

        = {"name": "rank", "type": ["null", "int"], "default": null},
        -
        + {"name": "rank", "type": ["null", "int"]},
        fields.rank: is new and has no default. Give it one, or write an upcaster from version 1.

        = {"name": "customer", "type": "string", "doc": "Who pays: a name."}
        - {"name": "customer", "type": "string", "doc": "Who pays: a name."}, {"name": "shop", "type": "string"}
        ok fields.shop: is gone. Events of version 1 are read without it.

        = {"name": "customer", "type": "string", "doc": "Who pays: a name."}
        - {"name": "buyer", "type": "string"}
        fields.customer: is new and has no default. Give it one, or the alias "buyer" if it has replaced that field, or write an upcaster from version 1.
        ok fields.buyer: is gone. Events of version 1 are read without it.

        = {"name": "customer", "type": "string", "doc": "Who pays: a name."}
        - {"name": "buyer", "type": "string"}
        + {"name": "customer", "type": "string", "aliases": ["buyer"]}
        ok fields.customer: was called "buyer". Events of version 1 are read by the alias.

        = {"name": "customer", "type": "string", "doc": "Who pays: a name."}
        - {"name": "buyer", "type": "int"}
        + {"name": "customer", "type": "string", "aliases": ["payer", "buyer"]}
        ok fields.customer: was called "buyer". Events of version 1 are read by the alias.
        fields.customer.type: was int and is string. Put the type back, give the new one a field of its own with a default, or write an upcaster from version 1.

        = {"name": "took", "type": "string"}
        - {"name": "took", "type": "string"}, {"name": "lasted", "type": "string"}
        + {"name": "took", "type": "string", "aliases": ["lasted"]}
        ok fields.lasted: is gone. Events of version 1 are read without it.

        = {"name": "customer", "type": "string", "doc": "Who pays: a name."},
        -
        = {"name": "currency", "type": "string", "default": "EUR"}
        - {"name": "currency", "type": "string", "default": "EUR"}, {"name": "customer", "type": "string"}

        = "doc": "Who pays: a name."
        - "doc": "Who it is."

        = "default": "EUR"
        - "default": "PLN"

        # Numbers.

        = {"name": "serial", "type": "long"}
        - {"name": "serial", "type": "int"}
        ok fields.serial.type: was int and is long. Events of version 1 fit it.

        = {"name": "share", "type": "float"}
        - {"name": "share", "type": "int"}
        ok fields.share.type: was int and is float. Events of version 1 fit it; a number of more digits than a float can hold is not read.

        = {"name": "weight", "type": "double"}
        - {"name": "weight", "type": "int"}
        ok fields.weight.type: was int and is double. Events of version 1 fit it.

        = {"name": "weight", "type": "double"}
        - {"name": "weight", "type": "long"}
        ok fields.weight.type: was long and is double. Events of version 1 fit it; a number of more digits than a double can hold is not read.

        = {"name": "weight", "type": "double"}
        - {"name": "weight", "type": "float"}
        ok fields.weight.type: was float and is double. Events of version 1 fit it.

        = {"name": "count", "type": "int"},
        - {"name": "count", "type": "long"},
        fields.count.type: was long and is int. Put the type back, give the new one a field of its own with a default, or write an upcaster from version 1.

        = {"name": "share", "type": "float"}
        - {"name": "share", "type": "double"}
        fields.share.type: was double and is float. Put the type back, give the new one a field of its own with a default, or write an upcaster from version 1.

        = {"name": "count", "type": "int"},
        - {"name": "count", "type": "string"},
        fields.count.type: was string and is int. Put the type back, give the new one a field of its own with a default, or write an upcaster from version 1.

        = {"name": "gift", "type": "boolean"}
        - {"name": "gift", "type": "int"}
        fields.gift.type: was int and is boolean. Put the type back, give the new one a field of its own with a default, or write an upcaster from version 1.

        # Logical types.

        = "precision": 28, "scale": 10
        - "precision": 18, "scale": 10
        ok fields.price.type: had 18 digits and has 28. Events of version 1 fit it.

        = "precision": 28, "scale": 10
        - "precision": 28, "scale": 2
        fields.price.type: had 28 digits, 2 after the point, and has 28 and 10. Put them back, give the new ones a field of their own with a default, or write an upcaster from version 1.

        = "precision": 28, "scale": 10
        - "precision": 29, "scale": 10
        fields.price.type: had 29 digits, 10 after the point, and has 28 and 10. Put them back, give the new ones a field of their own with a default, or write an upcaster from version 1.

        = {"type": "bytes", "logicalType": "decimal", "precision": 28, "scale": 10}
        - "double"
        fields.price.type: was double and is decimal. Put the type back, give the new one a field of its own with a default, or write an upcaster from version 1.

        = "timestamp-micros"
        - "timestamp-millis"
        fields.placed_at.type: was timestamp-millis and is timestamp-micros. Put the type back, give the new one a field of its own with a default, or write an upcaster from version 1.

        = {"type": "long", "logicalType": "time-micros"}
        - {"type": "int", "logicalType": "time-millis"}
        fields.opens.type: was time-millis and is time-micros. Put the type back, give the new one a field of its own with a default, or write an upcaster from version 1.

        = {"type": "int", "logicalType": "date"}
        - "int"
        fields.due.type: was int and is date. Put the type back, give the new one a field of its own with a default, or write an upcaster from version 1.

        = {"type": "string", "logicalType": "uuid"}
        - "string"
        fields.reference.type: was string and is uuid. Put the type back, give the new one a field of its own with a default, or write an upcaster from version 1.

        = {"name": "customer", "type": "string"
        - {"name": "customer", "type": {"type": "string", "logicalType": "uuid"}
        ok fields.customer.type: was uuid and is string. Events of version 1 fit it.

        = {"name": "serial", "type": "long"}
        - {"name": "serial", "type": {"type": "long", "logicalType": "count-of-things"}}

        # Text and bytes.

        = {"name": "hash", "type": "bytes"}
        - {"name": "hash", "type": "string"}
        fields.hash.type: was string and is bytes. Put the type back, give the new one a field of its own with a default, or write an upcaster from version 1.

        = {"name": "took", "type": "string"}
        - {"name": "took", "type": "bytes"}
        fields.took.type: was bytes and is string. Put the type back, give the new one a field of its own with a default, or write an upcaster from version 1.

        = {"name": "hash", "type": "bytes"}
        - {"name": "hash", "type": {"type": "fixed", "name": "hash", "size": 4}}
        + {"name": "hash", "type": {"type": "fixed", "name": "hash", "size": 8}}
        fields.hash.type.size: was 4 and is 8. Put it back, give the new one a field of its own with a default, or write an upcaster from version 1.

        # Enums.

        = "symbols": ["low", "very_high"]
        - "symbols": ["low"]
        ok fields.priority.type.symbols: "very_high" is new. Events of version 1 fit it.

        = "symbols": ["low", "very_high"]
        - "symbols": ["high", "low", "very_high"]
        fields.priority.type.symbols: "high" is gone. Put it back, give the enum a default, or write an upcaster from version 1.

        = "symbols": ["low", "very_high"]
        - "symbols": ["high", "low", "very_high"]
        + "symbols": ["low", "very_high"], "default": "low"
        ok fields.priority.type.symbols: "high" is gone. Events of version 1 that have it are read as the enum's default, "low".

        = "symbols": ["low", "very_high"]
        - "symbols": ["very_high", "low"]

        = "name": "priority", "symbols"
        - "name": "urgency", "symbols"
        fields.priority.type: was enum urgency and is enum priority. Give it the alias "urgency", or write an upcaster from version 1.

        = "name": "priority", "symbols"
        - "name": "urgency", "symbols"
        + "name": "priority", "aliases": ["urgency"], "symbols"

        = {"type": "enum", "name": "priority", "symbols": ["low", "very_high"]}
        - "string"
        fields.priority.type: was string and is enum priority. Put the type back, give the new one a field of its own with a default, or write an upcaster from version 1.

        # Null, and other unions.

        = {"name": "rank", "type": ["null", "int"], "default": null}
        - {"name": "rank", "type": "int"}
        ok fields.rank.type: takes null, too. Events of version 1 fit it.

        = {"name": "rank", "type": ["null", "int"], "default": null}
        - {"name": "rank", "type": ["int", "null"], "default": 3}

        = {"name": "gift", "type": "boolean"}
        - {"name": "gift", "type": ["null", "boolean"], "default": null}
        fields.gift.type: takes no null any more. Put it back, or write an upcaster from version 1.

        = {"name": "currency", "type": "string", "default": "EUR"}
        - {"name": "currency", "type": ["string", "int"]}
        fields.currency.type: takes no int any more. Put it back, or write an upcaster from version 1.

        # Within.

        = "items": ["null", "string"]
        - "items": "string"
        ok fields.tags.type.items: takes null, too. Events of version 1 fit it.

        = "values": ["null", "int"]
        - "values": ["null", "long"]
        fields.stock.type.values: takes no long any more. Put it back, or write an upcaster from version 1.
        ok fields.stock.type.values: takes int, too. Events of version 1 fit it.

        = {"type": "array", "items": ["null", "string"]}
        - {"type": "map", "values": ["null", "string"]}
        fields.tags.type: was map and is array. Put the type back, give the new one a field of its own with a default, or write an upcaster from version 1.

        = {"name": "zip", "type": ["null", "string"], "default": null}
        - {"name": "street", "type": "string"}
        ok fields.home.type.fields.zip: is new, with the default null. Events of version 1 get it.
        ok fields.home.type.fields.street: is gone. Events of version 1 are read without it.

        = {"name": "city", "type": "string", "doc": "The town's name."}, 
        -
        fields.home.type.fields.city: is new and has no default. Give it one, or write an upcaster from version 1.

        = {"name": "item", "type": "string"}
        - {"name": "thing", "type": "string"}
        + {"name": "item", "type": "string", "aliases": ["thing"]}
        ok fields.lines.type.items.fields.item: was called "thing". Events of version 1 are read by the alias.

        = {"name": "count", "type": "int"}]
        - {"name": "count", "type": "boolean"}]
        fields.lines.type.items.fields.count.type: was boolean and is int. Put the type back, give the new one a field of its own with a default, or write an upcaster from version 1.

        = "name": "order_line"
        - "name": "line"
        fields.lines.type.items: was record line and is record order_line. Give it the alias "line", or write an upcaster from version 1.

        = "name": "order_line"
        - "name": "shop.line"
        + "name": "order_line", "aliases": ["shop.line"]

        = {"name": "name", "type": "string"}, {"name": "twigs"
        - {"name": "title", "type": "string"}, {"name": "twigs"
        + {"name": "name", "type": "string", "aliases": ["title"]}, {"name": "twigs"
        ok fields.tree.type.fields.name: was called "title". Events of version 1 are read by the alias.

        # What every event has is not of the event.

        = {"name": "entity_id", "type": "string"
        - {"name": "entity_id", "type": {"type": "string", "logicalType": "uuid"}
        """";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("schemas-");

    public void Dispose() => _root.Delete(recursive: true);

    public static TheoryData<string> Changes() => [.. Table.ReplaceLineEndings("\n").Split("\n\n").Where(row => row[0] == '=')];

    [Fact]
    public void There_are_forty_changes_at_least() => Assert.True(Changes().Count >= 40);

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_is_told_and_what_can_be_read_is_read(string row)
    {
        var lines = row.Split('\n');
        var expected = lines.Where(line => line[0] is not ('=' or '-' or '+')).ToList();
        Write(1, Replace(lines, '-'));
        Write(2, lines.Any(line => line[0] == '+') ? Replace(lines, '+') : OrderSchema.Text);
        var tools = new SchemaTools([new EventClass(typeof(Order), typeof(Order.Placed))], new EventSchemaSettings(), []);

        Assert.Equal(expected, tools.Diff("order_placed", Avro).Select(one => $"{(one.IsReadable ? "ok " : "")}{one.ToString()[$"{V2}: ".Length..]}"));

        var problems = expected.Where(line => !line.StartsWith("ok ", StringComparison.Ordinal));
        Assert.Equal(
            problems.Select(line => $"{V2}: {line.Insert(line.IndexOf(". ", StringComparison.Ordinal), ", so that events of version 1 cannot be read")}"),
            tools.Validate(Avro).Select(problem => problem.ToString()));

        // Recording makes an example of every version, and has it read.
        if (problems.Any()) Assert.Throws<StartupException>(() => tools.Record(null, Avro));
        else Assert.Equal(2, tools.Record(null, Avro).Count);
    }

    private string Avro => Path.Combine(_root.FullName, "avro");

    private void Write(int version, string schema) => File.WriteAllText(Path.Combine(_root.CreateSubdirectory("avro/order").FullName, $"v{version}_order_placed.json"), schema);

    private static string Replace(string[] row, char mark)
    {
        var text = OrderSchema.Text;
        foreach (var (from, to) in row.Where(line => line[0] == '=').Zip(row.Where(line => line[0] == mark)))
        {
            var place = text.IndexOf(from[1..].Trim(), StringComparison.Ordinal);
            Assert.True(place >= 0, $"{from} does not stand in the schema.");
            text = text.Remove(place, from[1..].Trim().Length).Insert(place, to[1..].Trim());
        }

        return text;
    }
}
