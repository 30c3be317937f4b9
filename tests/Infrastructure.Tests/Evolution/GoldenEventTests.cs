using System.Text.Json;
using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;
using CleanES.Infrastructure.Tests.Schemas;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Evolution;

/// <summary>What was released is kept: schemas do not change unnoticed, and an event of each version is read for ever.</summary>
public sealed class GoldenEventTests : IDisposable
{
    private const string PaidV2 = "avro/cart/v2_cart_paid_for.json", PaidV2Golden = "avro/cart/golden/v2_cart_paid_for.json";

    private readonly TempFolder _folder = new();

    public GoldenEventTests()
    {
        ShopSchemas.Write(Avro);

        // Of a text that its upcaster reads as a price, no example can be made.
        var golden = Directory.CreateDirectory(Path.Combine(Avro, "cart", "golden")).FullName;
        File.WriteAllText(Path.Combine(golden, "v1_cart_paid_for.json"), GoldenByHand().Replace("\"text\"", "\"12.50 PLN\"", StringComparison.Ordinal));
    }

    private string Avro => _folder.File("avro");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_version_is_recorded_once()
    {
        Assert.Equal(12, Tools().Unrecorded(Avro).Count);
        Assert.Equal(
            $"{PaidV2}: has no golden event. Once it is as it shall be released, record it, with schemas record cart_paid_for.",
            Tools().Unrecorded(Avro).Single(problem => problem.File == PaidV2).ToString());

        Assert.Equal(2, Tools().Record("cart_paid_for", Avro).Count);
        var files = Tools().Record(null, Avro);

        Assert.Equal(10, files.Count);
        Assert.All(files, file => Assert.True(File.Exists(file), file));
        Assert.Empty(Tools().Record(null, Avro));
        Assert.Empty(Tools().Unrecorded(Avro));
        Assert.Empty(Tools().Validate(Avro));
    }

    [Fact]
    public void The_example_is_an_event_of_its_version_and_nothing_else()
    {
        Tools().Record("Cart.PaidFor", Avro);

        var golden = JsonElement.Parse(Read(PaidV2Golden));
        Assert.Equal(["aggregate_type", "schema_sha256", "event_data", "from_previous"], golden.EnumerateObject().Select(property => property.Name));
        Assert.Equal("""{"price":1.5}""", JsonSerializer.Serialize(golden.GetProperty("event_data")));
        Assert.Equal(("cart", """{"price":12.50}"""), (golden.GetProperty("aggregate_type").GetString(), JsonSerializer.Serialize(golden.GetProperty("from_previous"))));
        Assert.Matches("^[0-9a-f]{64}$", golden.GetProperty("schema_sha256").GetString());
    }

    [Fact]
    public void An_example_has_a_value_of_every_kind()
    {
        var file = Path.Combine(Directory.CreateDirectory(_folder.File("orders/order")).FullName, "v1_order_placed.json");
        File.WriteAllText(file, OrderSchema.Text);

        new SchemaTools([new EventClass(typeof(Order), typeof(Order.Placed))], new EventSchemaSettings()).Record(null, _folder.File("orders"));

        var data = JsonElement.Parse(Read("orders/order/golden/v1_order_placed.json")).GetProperty("event_data");
        Assert.Equal(23, data.EnumerateObject().Count());
        Assert.All(data.EnumerateObject(), property => Assert.False(property.Value.ValueKind == JsonValueKind.Null, property.Name));
        Assert.Equal("01:30:00", data.GetProperty("took").GetString());
    }

    [Fact]
    public void A_released_schema_that_changes_is_told() => AssertFound(
        $"{PaidV2}: has changed since it was released. Put it back, and write a next version; or, if it never was released, delete {PaidV2Golden} and record it again.",
        () => Write(PaidV2, Read(PaidV2).Replace("\"precision\": 10", "\"precision\": 9", StringComparison.Ordinal)));

    [Fact]
    public void An_upcaster_that_reads_otherwise_than_it_did_is_told() => AssertFound(
        $"{PaidV2Golden}: from_previous: the golden event of version 1 is read as {{\"price\":125}} now. "
        + "Bring the upcaster back as it was released; if it is the golden event that has changed, write this here.",
        () => { }, types: [typeof(TenTimes), .. ShopSchemas.Types.Except([typeof(PriceAsNumber)])]);

    [Fact]
    public void What_an_upcaster_makes_must_fit_the_newest_schema() => AssertFound(
        "avro/cart/golden/v1_cart_item_put.json: event_data: does not fit the newest schema when it is brought up: cart_item_put.itme: is not in the schema; "
        + "cart_item_put.item: is missing. Correct the class or the upcaster, so that what was stored can be read.",
        () => { }, types: [typeof(Mistyping), .. ShopSchemas.Types.Except([typeof(ItemsOneByOne)])]);

    [Fact]
    public void Schemas_that_move_with_a_renamed_aggregate_are_told()
    {
        Tools().Record(null, Avro);
        Directory.Move(Path.Combine(Avro, "delivery"), Path.Combine(Avro, "shipment"));

        Assert.Contains(
            "avro/shipment/v1_delivery_sent.json: was released as an event of delivery. Leave it in the folder delivery, and give the class [AggregateType(\"delivery\")].",
            Tools([typeof(Shipment), .. ShopSchemas.Types.Except([typeof(Delivery)])]).Validate(Avro).Select(problem => problem.ToString()));
    }

    [Fact]
    public void Its_words_are_part_of_it() => AssertFound(
        $"{PaidV2}: has changed since it was released. Put it back, and write a next version; or, if it never was released, delete {PaidV2Golden} and record it again.",
        () => Write(PaidV2, Read(PaidV2).Replace("\"fields\"", "\"doc\": \"Paid.\", \"fields\"", StringComparison.Ordinal)));

    [Fact]
    public void Blanks_and_line_ends_are_not()
    {
        Tools().Record(null, Avro);
        Write(PaidV2, Read(PaidV2).Replace(", ", ",\r\n\t", StringComparison.Ordinal));

        Assert.Empty(Tools().Validate(Avro));
    }

    [Fact]
    public void A_released_schema_that_is_gone_is_told() => AssertFound(
        "avro/cart/v3_cart_paid_for.json: is missing, though it was released. Put it back.",
        () => File.Delete(Path.Combine(Avro, "cart", "v3_cart_paid_for.json")));

    [Fact]
    public void An_event_whose_class_is_gone_is_told() => AssertFound(
        "avro/delivery/v1_delivery_came.json: delivery_came is no event any more, though it was released. Keep its class; if the class has another name now, keep the stored one with [EventType(\"delivery_came\")]; or write an upcaster that reads it.",
        () => { }, types: [typeof(DeliveryOfToday), .. ShopSchemas.Types.Except([typeof(Delivery)])]);

    [Fact]
    public void A_golden_event_that_no_class_reads_is_told() => AssertFound(
        "avro/cart/golden/v1_cart_paid_for.json: event_data: cart_paid_for of version 1 cannot be brought up to today's, at version 1 of cart_paid_for: "
        + "The input string 'much' was not in a correct format. Correct the class or the upcaster, so that what was stored can be read.",
        () => Write("avro/cart/golden/v1_cart_paid_for.json", Read("avro/cart/golden/v1_cart_paid_for.json").Replace("12.50 PLN", "much", StringComparison.Ordinal)));

    [Fact]
    public void A_golden_event_that_does_not_fit_its_schema_is_told() => AssertFound(
        $"{PaidV2Golden}: event_data: does not fit its schema: cart_paid_for.price: expected number of at most 10 digits, 2 after the point, found \"much\". "
        + "Put it back, or make it fit.",
        () => Write(PaidV2Golden, Read(PaidV2Golden).Replace("1.5", "\"much\"", StringComparison.Ordinal)));

    [Fact]
    public void A_draft_may_change_and_go_until_it_is_recorded()
    {
        Tools().Record(null, Avro);
        Write(PaidV2Golden, "{\"draft\": true}");
        Write(PaidV2, Read(PaidV2).Replace("\"precision\": 10", "\"precision\": 9", StringComparison.Ordinal));

        Assert.Empty(Tools().Validate(Avro));
        Assert.Empty(Tools().Unrecorded(Avro));
        Assert.Equal([PaidV2], Tools().Drafts(Avro));

        Assert.Equal([_folder.File(PaidV2Golden)], Tools().Record(null, Avro));
        Assert.Empty(Tools().Drafts(Avro));
        Write(PaidV2, Read(PaidV2).Replace("\"precision\": 9", "\"precision\": 8", StringComparison.Ordinal));
        Assert.Contains("has changed since it was released", Assert.Single(Tools().Validate(Avro)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_version_of_a_draft_takes_its_place()
    {
        const string Newest = "avro/cart/v3_cart_paid_for.json";
        Write("avro/cart/golden/v3_cart_paid_for.json", "{\"draft\": true}");
        Write(Newest, Read(PaidV2));

        Assert.Equal(_folder.File(Newest), Tools().WriteNext("Cart.PaidFor", Avro));
        Assert.Contains("\"currency\"", Read(Newest), StringComparison.Ordinal);
        Assert.Equal([Newest], Tools().Drafts(Avro));
    }

    [Fact]
    public void What_is_left_of_a_draft_without_its_schema_asks_for_nothing()
    {
        Tools().Record(null, Avro);
        Write("avro/delivery/golden/v2_delivery_came.json", "{\"draft\": true}");

        Assert.Empty(Tools().Validate(Avro));
        Assert.Empty(Tools().Drafts(Avro));
    }

    [Theory]
    [InlineData("{", "cannot be read: ")]
    [InlineData("{}", "is neither a draft nor has all of \"aggregate_type\", \"schema_sha256\" and \"event_data\". Put it back.")]
    [InlineData("null", "is neither a draft nor has all of \"aggregate_type\", \"schema_sha256\" and \"event_data\". Put it back.")]
    [InlineData("""{"draft": true, "aggregate_type": "delivery", "schema_sha256": "1", "event_data": {}}""", "is neither a draft nor has all of ")]
    [InlineData("""{"draft": false, "aggregate_type": "delivery", "schema_sha256": "1", "event_data": {}}""", "is neither a draft nor has all of ")]
    [InlineData("""{"schema_sha256": "1", "event_data": 7}""", "cannot be read: ")]
    public void A_record_that_is_broken_is_told(string text, string problem)
    {
        Tools().Record(null, Avro);
        Write(PaidV2Golden, text);

        Assert.StartsWith($"{PaidV2Golden}: {problem}", Assert.Single(Tools().Validate(Avro)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_problems_is_not_recorded()
    {
        Write(PaidV2, "{");

        Assert.StartsWith("Nothing is recorded of schemas that have problems:\n  " + PaidV2, Assert.Throws<StartupException>(() => Tools().Record(null, Avro)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Avro, "delivery", "golden")));
    }

    [Fact]
    public void Where_no_example_can_be_made_it_is_to_be_written_by_hand()
    {
        var golden = Path.Combine(Avro, "cart", "golden", "v1_cart_paid_for.json");
        File.Delete(golden);

        var refusal = Assert.Throws<StartupException>(() => Tools().Record("cart_paid_for", Avro)).Message;

        Assert.Equal(
            "avro/cart/v1_cart_paid_for.json: the example that is made of it cannot be used: cart_paid_for of version 1 cannot be brought up to today's, at version 1 of "
            + $"cart_paid_for: The input string 'text' was not in a correct format. Write {golden} by hand, with an event_data that can be read:",
            refusal.Split('\n')[0]);
        Assert.False(File.Exists(golden));
    }

    [Fact]
    public void A_next_version_of_the_same_shape_is_written_where_an_upcaster_asks_for_it()
    {
        Assert.Throws<StartupException>(() => Tools().WriteNext("Delivery.Came", Avro));

        var tools = Tools([typeof(CameOfToday), .. ShopSchemas.Types]);
        Assert.EndsWith("v2_delivery_came.json", tools.WriteNext("Delivery.Came", Avro), StringComparison.Ordinal);
        Assert.Empty(tools.Validate(Avro));
    }

    [Fact]
    public void An_unknown_event_is_named_with_those_that_there_are() => Assert.Equal(
        "There is no event Cart.Sent. Those that there are:\n  Cart.Taken\n  Cart.ItemPut\n  Cart.PaidFor\n  Delivery.Sent\n  Delivery.Came\n  cart_split\n  cart_sent\n  parcel_sent\n  cart_looked_at",
        Assert.Throws<StartupException>(() => Tools().Record("Cart.Sent", Avro)).Message.Replace("\r", "", StringComparison.Ordinal));

    private void AssertFound(string problem, Action change, Type[]? types = null)
    {
        Tools().Record(null, Avro);
        change();

        Assert.Contains(problem, Tools(types ?? []).Validate(Avro).Select(one => one.ToString()));
    }

    /// <summary>What the refusal to make an example proposes.</summary>
    private string GoldenByHand() => Assert.Throws<StartupException>(() => Tools().Record("cart_paid_for", Avro)).Message.Split('\n', 2)[1];

    private static SchemaTools Tools(params Type[] types)
    {
        if (types.Length == 0) types = ShopSchemas.Types;
        return new SchemaTools(EventDiscovery.Find(types), new EventSchemaSettings(), Upcaster.Find(types));
    }

    private string Read(string file) => File.ReadAllText(_folder.File(file));

    private void Write(string file, string text) => File.WriteAllText(_folder.File(file), text);

    [AggregateType("delivery")]
    private sealed class DeliveryOfToday(Guid id) : AggregateRoot(id)
    {
        internal sealed record Sent(string To) : DomainEvent<DeliveryOfToday>
        {
            protected override void Apply(DeliveryOfToday delivery) { }
        }
    }

    internal sealed class Shipment(Guid id) : AggregateRoot(id)
    {
        [EventType("delivery_sent")]
        internal sealed record Sent(string To) : DomainEvent<Shipment>
        {
            protected override void Apply(Shipment shipment) { }
        }

        [EventType("delivery_came")]
        internal sealed record Came : DomainEvent<Shipment>
        {
            protected override void Apply(Shipment shipment) { }
        }
    }

    [Upcaster("cart_paid_for", 1)]
    internal sealed class TenTimes : IUpcaster
    {
        public JsonObject Upcast(JsonObject data, EventEnvelope stored) => new() { ["price"] = 125 };
    }

    [Upcaster("cart_item_put", 1, "cart_item_put")]
    internal sealed class Mistyping : ISplittingUpcaster
    {
        public IEnumerable<UpcastEvent> Split(JsonObject data, EventEnvelope stored) => [new UpcastEvent("cart_item_put", 3, new JsonObject { ["itme"] = "x", ["number"] = 1 })];
    }

    [Upcaster("delivery_came", 1)]
    internal sealed class CameOfToday : IUpcaster
    {
        public JsonObject Upcast(JsonObject data, EventEnvelope stored) => data;
    }
}
