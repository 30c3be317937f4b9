using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.EventSourcing.Schemas;

namespace CleanES.Infrastructure.Tests.Evolution;

/// <summary>
/// A shop's cart as it is after some years. It once was everything: what is a delivery of its own today was two events of the cart; a price was a text; goods
/// were put in by the dozen.
/// </summary>
internal sealed class Cart : AggregateRoot
{
    private Cart(Guid id) : base(id) { }

    public List<string> Goods { get; } = [];
    public decimal Paid { get; private set; }

    public void Put(string item, int number = 1) => Raise(new ItemPut(item, number));

    public void Pay(decimal price) => Raise(new PaidFor(price, "PLN"));

    public static Cart Take(Guid id)
    {
        var cart = new Cart(id);
        cart.Raise(new Taken());
        return cart;
    }

    internal sealed record Taken : DomainEvent<Cart>
    {
        protected override void Apply(Cart cart) { }
    }

    /// <summary>Version 1 had a list of goods, of which each makes an event; version 2 no number.</summary>
    internal sealed record ItemPut(string Item, int Number) : DomainEvent<Cart>
    {
        protected override void Apply(Cart cart) => cart.Goods.AddRange(Enumerable.Repeat(Item, Number));
    }

    /// <summary>Version 1 had a text such as "12.50 PLN"; version 2 no currency, it was always PLN; version 3 has one.</summary>
    internal sealed record PaidFor(decimal Price, string Currency) : DomainEvent<Cart>
    {
        public string Currency { get; } = Currency.Length <= 4 ? Currency : throw new ArgumentException("A currency has three letters.");

        protected override void Apply(Cart cart) => cart.Paid += Price;
    }
}

/// <summary>Split off from the cart, under the cart's id.</summary>
internal sealed class Delivery : AggregateRoot
{
    private Delivery(Guid id) : base(id) { }

    public string? To => Places.LastOrDefault();
    public List<string> Places { get; } = [];
    public bool Arrived { get; private set; }

    public void Arrive()
    {
        if (!Arrived) Raise(new Came());
    }

    internal sealed record Sent(string To) : DomainEvent<Delivery>
    {
        protected override void Apply(Delivery delivery) => delivery.Places.Add(To);
    }

    internal sealed record Came : DomainEvent<Delivery>
    {
        protected override void Apply(Delivery delivery) => delivery.Arrived = true;
    }
}

[Upcaster("cart_item_put", 1, "cart_item_put")]
internal sealed class ItemsOneByOne : ISplittingUpcaster
{
    public IEnumerable<UpcastEvent> Split(JsonObject data, EventEnvelope stored) =>
        data["items"]!.AsArray().Select(item => new UpcastEvent("cart_item_put", 2, new JsonObject { ["item"] = item!.DeepClone() }));
}

[Upcaster("cart_paid_for", 1)]
internal sealed class PriceAsNumber : IUpcaster
{
    public JsonObject Upcast(JsonObject data, EventEnvelope stored) =>
        data["price"]!.GetValue<string>() == "free" ? null! : new() { ["price"] = decimal.Parse(data["price"]!.GetValue<string>().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) };
}

/// <summary>Each property is an item, its value how often.</summary>
[Upcaster("cart_split", 1, "cart_item_put")]
internal sealed class ItemByProperty : ISplittingUpcaster
{
    public IEnumerable<UpcastEvent> Split(JsonObject data, EventEnvelope stored) =>
        data.Select(item => new UpcastEvent("cart_item_put", 3, new JsonObject { ["item"] = item.Key, ["number"] = item.Value!.DeepClone() }));
}

/// <summary>The cart's sending, which no class of the cart is left of, went to a parcel first, of which no class is left either.</summary>
[Upcaster("cart_sent", 1, "parcel_sent")]
internal sealed class SentByParcel : ISplittingUpcaster
{
    public IEnumerable<UpcastEvent> Split(JsonObject data, EventEnvelope stored) => [new UpcastEvent("parcel_sent", 1, data)];
}

/// <summary>And is the delivery's now.</summary>
[Upcaster("parcel_sent", 1, "delivery_sent")]
internal sealed class SentByDelivery : ISplittingUpcaster
{
    public IEnumerable<UpcastEvent> Split(JsonObject data, EventEnvelope stored) => [new UpcastEvent("delivery_sent", 1, data)];
}

/// <summary>An event of old that says nothing any more.</summary>
[Upcaster("cart_looked_at", 1)]
internal sealed class NoLooks : ISplittingUpcaster
{
    public IEnumerable<UpcastEvent> Split(JsonObject data, EventEnvelope stored) => [];
}

internal static class ShopSchemas
{
    public static readonly Type[] Types = [typeof(Cart), typeof(Delivery), typeof(ItemsOneByOne), typeof(PriceAsNumber), typeof(ItemByProperty), typeof(SentByParcel), typeof(SentByDelivery), typeof(NoLooks)];

    public static void Write(string avro)
    {
        Write(avro, "cart/v1_cart_taken");
        Write(avro, "cart/v1_cart_item_put", """{"name": "items", "type": {"type": "array", "items": "string"}}""");
        Write(avro, "cart/v2_cart_item_put", """{"name": "item", "type": "string"}""");
        Write(avro, "cart/v3_cart_item_put", """{"name": "item", "type": "string"}""", """{"name": "number", "type": "int", "default": 1}""");
        Write(avro, "cart/v1_cart_paid_for", """{"name": "price", "type": "string"}""");
        Write(avro, "cart/v2_cart_paid_for", """{"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}}""");
        Write(avro, "cart/v3_cart_paid_for", """{"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}}""", """{"name": "currency", "type": "string", "default": "PLN"}""");
        Write(avro, "cart/v1_cart_sent", """{"name": "to", "type": "string"}""");
        Write(avro, "cart/v1_cart_split", """{"name": "milk", "type": "int"}""", """{"name": "tea", "type": "int"}""");
        Write(avro, "parcel/v1_parcel_sent", """{"name": "to", "type": "string"}""");
        Write(avro, "cart/v1_cart_looked_at", """{"name": "by", "type": "string"}""");
        Write(avro, "delivery/v1_delivery_sent", """{"name": "to", "type": "string"}""");
        Write(avro, "delivery/v1_delivery_came");
    }

    public static void Write(string avro, string file, params string[] fields)
    {
        string[] all = ["""{"name": "entity_id", "type": "string"}""", """{"name": "entity_version", "type": "long"}""", """{"name": "domain_event_id", "type": "string"}""", .. fields];
        var path = Path.Combine(avro, $"{file}.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $$"""{"type": "record", "name": "{{Path.GetFileName(file).Split('_', 2)[1]}}", "fields": [{{string.Join(", ", all)}}]}""");
    }
}
