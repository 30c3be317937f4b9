using CleanES.Application.EventSourcing;
using CleanES.Domain.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Evolution;

/// <summary>Readers first, then writers: a service that knows a new version writes the old one as long as others do not know it.</summary>
public sealed class WriteVersionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public WriteVersionTests() => ShopSchemas.Write(_folder.File("avro"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_event_is_written_in_the_version_that_is_asked_for_and_read_in_the_newest()
    {
        using var service = Start(("cart_item_put", "2"));
        var cart = Cart.Take(Guid.CreateVersion7());
        cart.Put("salt");
        cart.Pay(12.5m);
        await service.Store.SaveAsync(cart, default);

        Assert.Equal(
            [(1, "{}"), (2, """{"item":"salt"}"""), (3, """{"price":12.5,"currency":"PLN"}""")],
            (await service.HistoryAsync<Cart>(cart.Id)).Select(stored => (stored.EventVersion, stored.EventData)));
        Assert.Equal(["salt"], (await service.Store.LoadAsync<Cart>(cart.Id, default)).Goods);
    }

    [Fact]
    public async Task What_would_be_read_as_another_event_is_not_written()
    {
        using var service = Start(("cart_item_put", "2"));
        var cart = Cart.Take(Guid.CreateVersion7());
        cart.Put("salt", 3);

        var refusal = await Assert.ThrowsAsync<EventSchemaException>(() => service.Store.SaveAsync(cart, default));

        Assert.Equal("cart_item_put: would be read as another event if it were written as version 2, which EventSchemas:WriteVersions asks for", refusal.Errors.Single().ToString());
    }

    [Fact]
    public async Task What_a_process_writes_that_knows_more_is_read_by_one_that_does_not()
    {
        var id = Guid.CreateVersion7();
        using (var newer = Start(("cart_item_put", "2")))
        {
            var cart = Cart.Take(id);
            cart.Put("salt");
            await newer.Store.SaveAsync(cart, default);
        }

        File.Delete(Path.Combine(_folder.File("avro"), "cart", "v3_cart_item_put.json"));
        using var older = new TestService(_folder.Path, aggregates: [typeof(CartOfThen), typeof(ItemsOneByOne)], settings: new() { ["EventSchemas:Enabled"] = "true", ["EventSchemas:Directory"] = "avro" });

        Assert.Equal("salt", (await older.Store.LoadAsync<CartOfThen>(id, default)).Item);
    }

    [Theory]
    [InlineData("cart_paid_for", "1", "avro/cart/v1_cart_paid_for.json: fields.price.type: was decimal and is string, so that version 3 cannot be written as this one. "
        + "Remove cart_paid_for from EventSchemas:WriteVersions, or give what is new an event type of its own.")]
    [InlineData("cart_paid_for", "2", "avro/cart/v2_cart_paid_for.json: fields.price.type: had 12 digits, 2 after the point, and has 10 and 2, so that version 3 cannot be written as this one. "
        + "Remove cart_paid_for from EventSchemas:WriteVersions, or give what is new an event type of its own.")]
    [InlineData("cart_item_put", "1", "avro/cart/v1_cart_item_put.json: fields.items: is new and has no default, so that version 3 cannot be written as this one. "
        + "Remove cart_item_put from EventSchemas:WriteVersions, or give what is new an event type of its own.")]
    [InlineData("cart_item_put", "4", "EventSchemas:WriteVersions:cart_item_put: there is no version 4 of an event of this type with a schema. Remove it, or correct it.")]
    [InlineData("cart_item_put", "0", "EventSchemas:WriteVersions:cart_item_put: there is no version 0 of an event of this type with a schema. Remove it, or correct it.")]
    [InlineData("cart_itme_put", "1", "EventSchemas:WriteVersions:cart_itme_put: there is no version 1 of an event of this type with a schema. Remove it, or correct it.")]
    [InlineData("cart_sent", "1", "EventSchemas:WriteVersions:cart_sent: there is no version 1 of an event of this type with a schema. Remove it, or correct it.")]
    [InlineData("cart_item_put", "two", "Use true or false, and a number for a version.")]
    public void What_cannot_be_written_stops_the_start(string eventType, string version, string problem) =>
        Assert.Contains(problem, Assert.Throws<StartupException>(() => Start((eventType, version))).Message, StringComparison.Ordinal);

    private TestService Start((string EventType, string Version) written) => new(_folder.Path, aggregates: ShopSchemas.Types, settings: new()
    {
        ["EventSchemas:Enabled"] = "true",
        ["EventSchemas:Directory"] = "avro",
        [$"EventSchemas:WriteVersions:{written.EventType}"] = written.Version,
    });

    [AggregateType("cart")]
    internal sealed class CartOfThen(Guid id) : AggregateRoot(id)
    {
        public string Item { get; private set; } = "";

        internal sealed record Taken : DomainEvent<CartOfThen>
        {
            protected override void Apply(CartOfThen cart) { }
        }

        internal sealed record ItemPut(string Item) : DomainEvent<CartOfThen>
        {
            protected override void Apply(CartOfThen cart) => cart.Item = Item;
        }
    }
}
