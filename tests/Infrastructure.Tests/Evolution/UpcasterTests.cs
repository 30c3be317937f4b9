using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Evolution;

/// <summary>A journal of some years, read by today's classes.</summary>
public sealed class UpcasterTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Lazy<TestService> _service;
    private readonly Lazy<JournalFile> _file;

    public UpcasterTests()
    {
        ShopSchemas.Write(Avro);
        _service = new(() => Start());
        _file = new(() => new JournalFile(_folder.File(TestService.JournalName)));
    }

    private string Avro => _folder.File("avro");
    private TestService Service => _service.Value;
    private JournalFile File => _file.Value;

    public void Dispose()
    {
        if (_service.IsValueCreated) _service.Value.Dispose();
        if (_file.IsValueCreated) _file.Value.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_upcaster_and_the_schemas_after_it_form_a_chain()
    {
        var id = Plant(("cart_taken", 1, "{}"), ("cart_paid_for", 1, """{"price":"12.50 PLN"}"""), ("cart_paid_for", 2, """{"price":7}"""), ("cart_paid_for", 3, """{"price":0.25,"currency":"EUR"}"""));

        var paid = (await FollowAsync(4)).OfType<StoredEvent<Cart.PaidFor>>().Select(stored => (stored.Event.Price, stored.Event.Currency));

        Assert.Equal([(12.5m, "PLN"), (7m, "PLN"), (0.25m, "EUR")], paid);
        Assert.Equal(19.75m, (await Service.Store.LoadAsync<Cart>(id, default)).Paid);
    }

    [Fact]
    public async Task What_becomes_several_events_or_none_counts_as_one_version()
    {
        var id = Plant(("cart_taken", 1, "{}"), ("cart_item_put", 1, """{"items":["milk","bread"]}"""), ("cart_looked_at", 1, """{"by":"Ann"}"""), ("cart_item_put", 2, """{"item":"salt"}"""));

        var cart = await Service.Store.LoadAsync<Cart>(id, default);
        Assert.Equal(["milk", "bread", "salt"], cart.Goods);
        Assert.Equal(3, cart.Version);

        cart.Put("tea");
        Assert.Equal(4, (await Service.Store.SaveAsync(cart, default)).Version);
        Assert.Equal(["milk", "bread"], (await Service.Store.LoadAtAsync<Cart>(id, version: 2, default)).Goods);
        File.AssertInvariants();
    }

    [Fact]
    public async Task Subscribers_get_what_an_event_became_at_its_position()
    {
        Plant(("cart_taken", 1, "{}"), ("cart_item_put", 1, """{"items":["milk","bread"]}"""), ("cart_looked_at", 1, """{"by":"Ann"}"""), ("cart_sent", 1, """{"to":"Łódź"}"""));

        var followed = await FollowAsync(4);

        Assert.Equal([(1, "Taken"), (2, "ItemPut"), (2, "ItemPut"), (4, "Sent")], followed.Select(stored => ((int)stored.Position, stored.GetType().GenericTypeArguments[0].Name)));
        Assert.Equal("cart_item_put 1 {\"items\":[\"milk\",\"bread\"]}", followed.Select(stored => $"{stored.Envelope.EventType} {stored.Envelope.EventVersion} {stored.Envelope.EventData}").ElementAt(1));
    }

    [Fact]
    public async Task An_aggregate_that_was_split_off_has_its_past_from_the_other()
    {
        var id = Plant(("cart_taken", 1, "{}"), ("cart_sent", 1, """{"to":"Łódź"}"""), ("cart_item_put", 2, """{"item":"salt"}"""));

        var delivery = await Service.Store.LoadAsync<Delivery>(id, default);
        Assert.Equal(("Łódź", -1), (delivery.To, delivery.Version));

        Assert.Equal(0, (await Service.Store.UpdateAsync<Delivery>(id, null, one => one.Arrive(), default)).Version);
        Assert.True((await Service.Store.LoadAsync<Delivery>(id, default)).Arrived);
        Assert.Equal(["salt"], (await Service.Store.LoadAsync<Cart>(id, default)).Goods);
        Assert.Null(await Service.Store.FindAsync<Delivery>(Plant(("cart_taken", 1, "{}")), default));
        File.AssertInvariants();
    }

    [Fact]
    public async Task One_event_may_become_very_many()
    {
        var id = Plant(("cart_taken", 1, "{}"), ("cart_item_put", 1, $$"""{"items":[{{string.Join(',', Enumerable.Repeat("\"milk\"", 3000))}}]}"""));

        Assert.Equal(3000, (await Service.Store.LoadAsync<Cart>(id, default)).Goods.Count);
    }

    [Fact]
    public async Task The_version_in_the_data_is_not_the_upcasters()
    {
        var id = Plant(("cart_taken", 1, "{}"), ("cart_split", 1, """{"milk":2,"tea":1,"schema_version":1}"""));

        Assert.Equal(["milk", "milk", "tea"], (await Service.Store.LoadAsync<Cart>(id, default)).Goods);
    }

    [Fact]
    public async Task An_aggregate_that_was_split_off_twice_has_all_its_past_in_order()
    {
        var id = Plant(("cart_taken", 1, "{}"), ("cart_sent", 1, """{"to":"Łódź"}"""));
        File.Plant(id, 0, "parcel_sent", """{"to":"Kraków"}""", aggregateType: "parcel");
        File.Plant(id, 2, "cart_sent", """{"to":"Gdańsk"}""", aggregateType: "cart");

        Assert.Equal(["Łódź", "Kraków", "Gdańsk"], (await Service.Store.LoadAsync<Delivery>(id, default)).Places);
    }

    [Fact]
    public async Task An_event_that_its_class_refuses_is_named_by_its_position()
    {
        var id = Plant(("cart_taken", 1, "{}"), ("cart_paid_for", 3, """{"price":1,"currency":"too long"}"""));

        var unreadable = await Assert.ThrowsAsync<UnreadableEventException>(() => Service.Store.LoadAsync<Cart>(id, default));

        Assert.Equal("Position 2: the data of this cart_paid_for cannot be read: A currency has three letters.", unreadable.Message);
    }

    [Fact]
    public async Task Where_all_events_were_dropped_there_is_nothing() =>
        Assert.Null(await Service.Store.FindAsync<Cart>(Plant(("cart_looked_at", 1, """{"by":"Ann"}""")), default));

    [Fact]
    public async Task New_events_are_stored_in_their_newest_version()
    {
        var cart = Cart.Take(Guid.CreateVersion7());
        cart.Pay(3);
        cart.Put("salt");
        await Service.Store.SaveAsync(cart, default);

        Assert.Equal([1, 3, 3], (await Service.HistoryAsync<Cart>(cart.Id)).Select(stored => stored.EventVersion));
    }

    [Theory]
    [InlineData("cart_paid_for", 1, """{"price":12}""", "cart_paid_for of version 1 cannot be brought up to today's, at version 1 of cart_paid_for: ")]
    [InlineData("cart_paid_for", 1, """{"price":"free"}""", "cart_paid_for of version 1 cannot be brought up to today's, at version 1 of cart_paid_for: the upcaster returns nothing")]
    [InlineData("cart_paid_for", 1, """{}""", "cart_paid_for of version 1 cannot be brought up to today's, at version 1 of cart_paid_for: ")]
    [InlineData("cart_paid_for", 1, """[]""", "the data of this cart_paid_for cannot be read: ")]
    [InlineData("cart_paid_for", 1, """{"price":"1","price":"2"}""", "the data of this cart_paid_for cannot be read: ")]
    [InlineData("cart_paid_for", 1, """{"\ud83c":"1"}""", "the data of this cart_paid_for cannot be read: ")]
    [InlineData("cart_paid_for", 2, """{"price":"much"}""", "the data of this cart_paid_for cannot be read: ")]
    [InlineData("cart_paid_for", 4, """{"price":1}""", "cart_paid_for has version 4, and 3 is the newest known")]
    [InlineData("cart_paid_for", 0, """{"price":1}""", "cart_paid_for has version 0, which never was")]
    [InlineData("cart_sent", 2, """{"to":"x"}""", "cart_sent has version 2, and 1 is the newest known")]
    [InlineData("delivery_sent", 1, """{"to":"x"}""", "event type delivery_sent of cart is unknown")]
    public async Task What_cannot_be_brought_up_is_never_skipped_or_guessed(string type, int version, string data, string reason)
    {
        var id = Plant(("cart_taken", 1, "{}"), (type, version, data));

        var unreadable = await Assert.ThrowsAsync<UnreadableEventException>(() => Service.Store.LoadAsync<Cart>(id, default));
        Assert.StartsWith($"Position 2: {reason}", unreadable.Message, StringComparison.Ordinal);
        Assert.StartsWith($"Position 2: {reason}", (await Assert.ThrowsAsync<UnreadableEventException>(() => FollowAsync(2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_validation_old_versions_are_read_all_the_same()
    {
        var id = Plant(("cart_taken", 1, "{}"), ("cart_paid_for", 1, """{"price":"12.50 PLN"}"""), ("cart_item_put", 2, """{"item":"salt"}"""));
        using var service = Start(isEnabled: false);

        var cart = await service.Store.LoadAsync<Cart>(id, default);

        Assert.Equal((12.5m, "salt"), (cart.Paid, cart.Goods.Single()));
    }

    [Fact]
    public async Task A_deployment_that_is_rolled_back_stops_at_what_the_newer_one_stored()
    {
        var cart = Cart.Take(Guid.CreateVersion7());
        cart.Put("salt");
        await Service.Store.SaveAsync(cart, default);
        foreach (var version in (int[])[2, 3]) System.IO.File.Delete(Path.Combine(Avro, "cart", $"v{version}_cart_item_put.json"));
        ShopSchemas.Write(Avro, "cart/v1_cart_item_put", """{"name": "item", "type": "string"}""", """{"name": "number", "type": "int"}""");
        using var older = Start(types: [.. ShopSchemas.Types.Except([typeof(ItemsOneByOne)])]);

        var unreadable = await Assert.ThrowsAsync<UnreadableEventException>(() => older.Store.UpdateAsync<Cart>(cart.Id, null, one => one.Put("tea"), default));

        Assert.Equal("Position 2: cart_item_put has version 3, and 1 is the newest known to this version of the service.", unreadable.Message);
        Assert.Equal(2, File.Count());
    }

    [Fact]
    public void A_version_without_a_path_stops_the_start()
    {
        var problem = Assert.Throws<StartupException>(() => Start(types: [.. ShopSchemas.Types.Except([typeof(PriceAsNumber)])]));

        Assert.EndsWith(
            "\navro/cart/v2_cart_paid_for.json: fields.price.type: was string and is decimal, so that events of version 1 cannot be read. "
            + "Put the type back, give the new one a field of its own with a default, or write an upcaster from version 1.", problem.Message, StringComparison.Ordinal);
        Assert.EndsWith(problem.Message.Split('\n')[^1], Assert.Throws<StartupException>(() => Start(isEnabled: false, types: [.. ShopSchemas.Types.Except([typeof(PriceAsNumber)])])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_upcaster_to_a_version_that_is_not_there_stops_the_start()
    {
        System.IO.File.Delete(Path.Combine(Avro, "cart", "v3_cart_item_put.json"));
        System.IO.File.Delete(Path.Combine(Avro, "cart", "v2_cart_item_put.json"));

        var problem = Assert.Throws<StartupException>(() => Start());

        Assert.Contains("avro/cart/v2_cart_item_put.json: is missing, though ItemsOneByOne reads version 1 as an older one. ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_without_a_class_needs_a_way_from_its_newest_version()
    {
        ShopSchemas.Write(Avro, "cart/v2_cart_sent", """{"name": "to", "type": "string"}""");

        var problem = Assert.Throws<StartupException>(() => Start());

        Assert.Contains("avro/cart/v2_cart_sent.json: has neither a class nor an upcaster, so that its events cannot be read. Write an ISplittingUpcaster of version 2.", problem.Message, StringComparison.Ordinal);
    }

    private TestService Start(bool isEnabled = true, Type[]? types = null) => new(
        _folder.Path, settings: new() { ["EventSchemas:Enabled"] = $"{isEnabled}", ["EventSchemas:Directory"] = "avro" }, aggregates: types ?? ShopSchemas.Types);

    /// <summary>Plants the history of one cart.</summary>
    private Guid Plant(params (string Type, int Version, string Data)[] history)
    {
        _ = Service;
        var id = Guid.CreateVersion7();
        foreach (var (index, (type, version, data)) in history.Index()) File.Plant(id, index, type, data, version, aggregateType: "cart");
        return id;
    }

    private async Task<List<StoredEvent>> FollowAsync(long until)
    {
        List<StoredEvent> followed = [];
        await foreach (var stored in Service.Journal.FollowAsync(0, default).TakeWhile(stored => stored.Position <= until))
        {
            followed.Add(stored);
            if (stored.Position == until) break;
        }

        return followed;
    }
}
