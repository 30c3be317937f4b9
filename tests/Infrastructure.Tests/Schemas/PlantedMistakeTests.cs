using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Tests.Schemas;

/// <summary>Mistakes, each planted alone into a schema that is in order: where it is found, what is said of it, and what to do.</summary>
public sealed class PlantedMistakeTests : IDisposable
{
    private const string File = "avro/order/v1_order_placed.json";

    /// <summary>What stands in the schema (-), the mistake in its place (+), and all that is said of it.</summary>
    private const string Table = """"
        # The rules of JSON.

        - {"name": "gift",
        + // about gifts
        + {"name": "gift",
        line 11: is no JSON: '/' is an invalid start of a value. Correct it.

        - "default": "EUR"}
        + "default": "EUR"},
        line 32: is no JSON: The JSON array contains a trailing comma at the end which is not supported in this mode. Correct it.

        - {"name": "gift",
        + {"name": "gift", "name": "gift",
        is no JSON: Duplicate property 'name' encountered during deserialization. Correct it.

        # Names.

        - "name": "order_placed"
        + "name": "order-placed"
        name: "order-placed" is no name. Use letters from A to Z, digits and _, with no digit first.

        - "name": "order_placed"
        + "name": "order_payed"
        name: the record is named "order_payed". Name it "order_placed", as the event type.

        - "name": "order_placed"
        + "name": "order_placed", "namespace": "my shop"
        namespace: "my shop" is no namespace. Use letters from A to Z, digits and _, with no digit first.

        - "name": "gift"
        + "name": "gïft"
        fields.gïft.name: "gïft" is no name. Use letters from A to Z, digits and _, with no digit first.

        - "name": "gift"
        + "name": 7
        fields[5]: is no field with a "name". Write an object with "name" and "type".

        - {"name": "gift",
        + {"name": "count",
        fields.count: a field "count" stands there already. Keep one.

        - "name": "branch"
        + "name": "address"
        fields.tree.type.name: "address" is defined twice. Define it once, and use its name from then on.
        fields.tree.type.fields.twigs.type.items: "branch" is no type. Use a type of Avro, or the name of a record, enum or fixed that stands before.

        - "name": "branch"
        + "name": "string"
        fields.tree.type.name: "string" is the name of a type of Avro. Choose another.
        fields.tree.type.fields.twigs.type.items: "branch" is no type. Use a type of Avro, or the name of a record, enum or fixed that stands before.

        - "name": "branch"
        + "name": "shop.string"
        fields.tree.type.name: "shop.string" is the name of a type of Avro. Choose another.
        fields.tree.type.fields.twigs.type.items: "branch" is no type. Use a type of Avro, or the name of a record, enum or fixed that stands before.

        - "name": "gift",
        + "name": "gift", "aliases": ["a b"],
        fields.gift.aliases: is no list of names. Use letters from A to Z, digits and _, with no digit first.

        # Types.

        - "boolean"
        + "panther"
        fields.gift.type: "panther" is no type. Use a type of Avro, or the name of a record, enum or fixed that stands before.

        - "boolean"
        + {"type": "panther"}
        fields.gift.type.type: "panther" is no type. Use a type of Avro, or the name of a record, enum or fixed that stands before.

        - "boolean"
        + {"type": {"type": "boolean"}}
        fields.gift.type.type: a schema stands where the name of a type should. Put it in place of the schema around it.

        - "boolean"
        + true
        fields.gift.type: true is no schema. Write the name of a type, an object or a list of types.

        - "gift", "type": "boolean"}
        + "gift"}
        fields.gift: has no "type". Add it.

        - "boolean"
        + {"doc": "yes or no"}
        fields.gift.type: has no "type". Add it.

        - "boolean"
        + []
        fields.gift.type: the union is empty, so that nothing fits. Name its types.

        - "note", "type": ["null", "string"], "default": null
        + "note", "type": ["null", ["string"]], "default": null
        fields.note.type[1]: a union stands in a union. Put its types into the outer one.

        - ["null", "address"]
        + ["null", "address", "null"]
        fields.office.type[2]: null stands in the union twice. Keep one.

        - "items": ["null", "string"]
        + "item": ["null", "string"]
        fields.tags.type: has no "items". Add the type of what it holds.

        - "values": ["null", "int"]
        + "items": ["null", "int"]
        fields.stock.type: has no "values". Add the type of what it holds.

        - "symbols": ["low", "very_high"]
        + "symbols": ["low", "very high"]
        fields.priority.type.symbols: "very high" is no symbol. Use letters from A to Z, digits and _, with no digit first.

        - "symbols": ["low", "very_high"]
        + "symbols": ["low", "very_high", "low"]
        fields.priority.type.symbols: "low" stands there twice. Keep one.

        - "symbols": ["low", "very_high"]
        + "symbols": []
        fields.priority.type: has no list "symbols" of texts. Add it, with one symbol at least.

        - "symbols": ["low", "very_high"]
        + "symbols": ["low", "very_high"], "default": "high"
        fields.priority.type.default: "high" is none of the symbols. Use one of them.

        - "name": "hash", "type": "bytes"
        + "name": "hash", "type": {"type": "fixed", "name": "hash", "size": 0}
        fields.hash.type.size: is no number of bytes. Give a whole number above 0.

        - {"type": "array", "items": "branch"}
        + "branch"
        fields.tree.type: "branch" contains itself without end. Make the field that leads back to it a union with null.

        - "gift",
        + "gift", "order": "upwards",
        fields.gift.order: "upwards" is no order. Use one of ascending, descending, ignore.

        - "Who pays: a name."
        + ["Who", "pays"]
        fields.customer.doc: ["Who", "pays"] is no text. Write a text.

        # Logical types.

        - {"type": "int", "logicalType": "date"}
        + {"type": "long", "logicalType": "date"}
        fields.due.type.logicalType: "date" cannot annotate "long". Use int.

        - {"type": "int", "logicalType": "date"}
        + "int", "logicalType": "date"
        fields.due.logicalType: annotates the field, where it has no meaning. Move it into the type: {"type": "…", "logicalType": "…"}.

        - "precision": 28,
        +
        fields.price.type.precision: a decimal needs its number of digits. Give a whole number above 0.
        fields.price.type.scale: is no number of digits after the point. Give a whole number from 0 up to the precision.

        - "scale": 10
        + "scale": 29
        fields.price.type.scale: is no number of digits after the point. Give a whole number from 0 up to the precision.

        - {"type": "bytes", "logicalType": "decimal", "precision": 28
        + {"type": "fixed", "name": "money", "size": 8, "logicalType": "decimal", "precision": 19
        fields.price.type.precision: 8 bytes cannot hold 19 digits. Give a larger size or a smaller precision.

        - "name": "hash", "type": "bytes"
        + "name": "hash", "type": {"type": "fixed", "name": "hash", "size": 4, "precision": 9}
        fields.hash.type.precision: belongs to a decimal. Add "logicalType": "decimal", or remove it.

        # Defaults.

        - "default": "EUR"
        + "default": 978
        fields.currency.default: expected string, found 978. Give a default that fits the field's type.

        - "boolean"}
        + "boolean", "default": null}
        fields.gift.default: expected boolean, found null. Give a default that fits the field's type.

        - {"type": "array", "items": "branch"}}]}}
        + {"type": "array", "items": "branch"}}]}, "default": {"name": "x", "twigs": [{"name": 1}]}}
        fields.tree.default.twigs[0].name: expected string, found 1. Give a default that fits the field's type.
        fields.tree.default.twigs[0].twigs: is missing. Give a default that fits the field's type.

        - {"type": "int", "logicalType": "date"}}
        + {"type": "int", "logicalType": "date"}, "default": 0}
        fields.due.default: 0 cannot be read as DateOnly. Write it as C# does in JSON.

        # The class.

        -     {"name": "gift", "type": "boolean"},
        +
        fields: there is no field "gift" for Order.Placed.Gift. Add {"name": "gift", "type": "boolean"}, in a next version if this one is in use.

        - {"name": "gift",
        + {"name": "present", "type": "boolean"}, {"name": "gift",
        fields.present: Order.Placed has no property for it. Add the property; or leave the field out, in a next version if this one is in use.

        - "boolean"
        + "string"
        fields.gift.type: is string, but Order.Placed.Gift fits boolean alone. Change the schema or the property.

        - "count", "type": "int"},
        + "count", "type": "long"},
        fields.count.type: is long, but Order.Placed.Count fits int or date or time-millis alone. Change the schema or the property.

        - "customer", "type": "string"
        + "customer", "type": ["null", "string"]
        fields.customer.type: takes null, which Order.Placed.Customer cannot be. Take null out, or make the property nullable.

        - "note", "type": ["null", "string"], "default": null
        + "note", "type": "string"
        fields.note.type: takes no null, which Order.Placed.Note may be. Make it a union with null, or the property not nullable.

        - "items": ["null", "string"]
        + "items": "string"
        fields.tags.type.items: takes no null, which an item of Order.Placed.Tags may be. Make it a union with null, or the property not nullable.

        - "values": ["null", "int"]
        + "values": ["null", "string"]
        fields.stock.type.values: is string, but a value of Order.Placed.Stock fits int or date or time-millis alone. Change the schema or the property.

        - "symbols": ["low", "very_high"]
        + "symbols": ["low", "high"]
        fields.priority.type.symbols: "very_high" of Priority is missing. Add it.
        fields.priority.type.symbols: Priority has no "high". Remove it, or add the member.

        - {"name": "item", "type": "string"}
        + {"name": "item", "type": "bytes"}
        fields.lines.type.items.fields.item.type: is bytes, but Order.Line.Item fits string or uuid or enum alone. Change the schema or the property.

        - "entity_version", "type": "long"
        + "entity_version", "type": "int"
        fields.entity_version.type: is int. Make it long: every event is checked with it.
        """";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("schemas-");

    public void Dispose() => _root.Delete(recursive: true);

    public static TheoryData<string, string, string> Mistakes()
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var row in Table.ReplaceLineEndings("\n").Split("\n\n").Where(row => row[0] == '-').Select(row => row.Split('\n')))
            rows.Add(Marked(row, '-'), Marked(row, '+'), string.Join('\n', row.SkipWhile(line => line[0] is '-' or '+')));
        return rows;

        static string Marked(string[] row, char mark) => string.Join('\n', row.Where(line => line[0] == mark).Select(line => line[1..].Trim()));
    }

    [Fact]
    public void There_are_thirty_mistakes_at_least() => Assert.True(Mistakes().Count >= 30);

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_found_where_it_is(string right, string wrong, string problems) =>
        Assert.Equal(problems.Split('\n').Select(problem => $"{File}: {problem}"), ProblemsWith((right, wrong)));

    [Fact]
    public void Without_a_mistake_nothing_is_found() => Assert.Empty(ProblemsWith());

    [Fact]
    public void All_mistakes_of_a_file_are_told_at_once() => Assert.Equal(
        [
            $"{File}: fields.gift.type: the union is empty, so that nothing fits. Name its types.",
            $"{File}: fields.count.type: \"number\" is no type. Use a type of Avro, or the name of a record, enum or fixed that stands before.",
            $"{File}: fields.1.name: \"1\" is no name. Use letters from A to Z, digits and _, with no digit first.",
        ],
        ProblemsWith(("\"boolean\"", "[]"), ("\"int\"},", "\"number\"},"), ("\"currency\"", "\"1\"")));

    private IEnumerable<string> ProblemsWith(params (string Right, string Wrong)[] mistakes)
    {
        var text = mistakes.Aggregate(OrderSchema.Text, (text, mistake) => Replace(text, mistake.Right, mistake.Wrong));
        System.IO.File.WriteAllText(Path.Combine(_root.CreateSubdirectory("avro/order").FullName, "v1_order_placed.json"), text);
        var tools = new SchemaTools([new EventClass(typeof(Order), typeof(Order.Placed))], new EventSchemaSettings());
        return tools.Validate(Path.Combine(_root.FullName, "avro")).Select(problem => problem.ToString());
    }

    /// <summary>At the first place alone, and there must be one.</summary>
    private static string Replace(string text, string right, string wrong)
    {
        var place = text.IndexOf(right, StringComparison.Ordinal);
        Assert.True(place >= 0, $"{right} does not stand in the schema.");
        return text.Remove(place, right.Length).Insert(place, wrong);
    }
}
