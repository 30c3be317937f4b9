using System.Text;
using System.Text.Json.Nodes;

namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>A schema and a document.</summary>
internal sealed record Example(string Schema, byte[] Json)
{
    public static Example Fitting(Dice dice) => Make(dice, _ => { });

    /// <summary>Something small was changed, so that it may fit or not.</summary>
    public static Example Changed(Dice dice) => Make(dice, value =>
    {
        if (dice.OneIn(5)) Breaker.Break(dice, value, Root);
        else Mutator.ChangeToken(dice, value);
    });

    /// <summary>Some bytes were changed.</summary>
    public static Example Mutated(Dice dice)
    {
        var example = Fitting(dice);
        return example with { Json = Mutator.ChangeBytes(dice, example.Json) };
    }

    /// <summary>Any bytes; mostly such as JSON is made of.</summary>
    public static Example Noise(Dice dice) =>
        Fitting(dice) with { Json = Mutator.ChangeBytes(dice, [.. Enumerable.Range(0, dice.Roll(12)).SelectMany(_ => Mutator.ChangeBytes(dice, []))]) };

    public static BrokenExample Broken(Dice dice)
    {
        var type = new SchemaMaker(dice).Make();
        var printer = new SchemaPrinter(dice);
        var schema = printer.Text(printer.Print(type));
        var (value, spot) = BrokenValue(dice, type, Root);
        return new BrokenExample(new Example(schema, Encoding.UTF8.GetBytes(value)), spot);
    }

    /// <summary>What paths in the examples begin with.</summary>
    public const string Root = "root";

    public static (string Json, Spot Spot) BrokenValue(Dice dice, AvroType type, string root, bool repeatsKeys = true)
    {
        var printer = new SchemaPrinter(dice);
        var reference = new Reference(printer.Text(printer.Print(type)));
        while (true)
        {
            var value = new ValueMaker(dice).Make(type);
            var spot = Breaker.Break(dice, value, root, repeatsKeys);
            var json = JsonText.Write(dice, value);
            if (!reference.Accepts(Encoding.UTF8.GetBytes(json))) return (json, spot);
        }
    }

    public static BrokenSchema BrokenSchema(Dice dice)
    {
        var printer = new SchemaPrinter(dice);
        var schema = printer.Print(new SchemaMaker(dice).Make());
        if (schema is JsonValue) schema = new JsonArray(schema);
        var flaw = Flaws.One(dice, printer, schema);
        var spot = flaw.Make();
        return new BrokenSchema(printer.Text(schema), flaw.Rule, spot, flaw.Spreads);
    }

    private static Example Make(Dice dice, Action<Value> change)
    {
        var type = new SchemaMaker(dice).Make();
        var printer = new SchemaPrinter(dice);
        var value = new ValueMaker(dice).Make(type);
        change(value);
        return new Example(printer.Text(printer.Print(type)), Encoding.UTF8.GetBytes(JsonText.Write(dice, value)));
    }

    public override string ToString() => $"\nschema {Schema}\nvalue  {Encoding.UTF8.GetString(Json).Replace('\0', '␀')}\nbytes  {Convert.ToHexString(Json)}";
}

internal sealed record BrokenExample(Example Example, Spot Spot)
{
    public override string ToString() => $"{Example}\nplace  {Spot}";
}

/// <param name="Schema">As text.</param>
internal sealed record BrokenSchema(string Schema, string Rule, Spot Spot, bool Spreads)
{
    public override string ToString() => $"\nschema {Schema}\nrule   {Rule}\nplace  {Spot}, spreads {Spreads}";
}
