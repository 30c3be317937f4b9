using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.EventSourcing;
using CleanES.Infrastructure.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CleanES.Infrastructure.Tests.Schemas;

/// <summary>What a property of each kind looks like in the journal, and that it comes back as it went.</summary>
public sealed class StoredFormTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _schema;

    public StoredFormTests()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "avro", "order"));
        _schema = Path.Combine(folder.FullName, "v1_order_placed.json");
        File.WriteAllText(_schema, OrderSchema.Text);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_kind_of_property_is_stored_in_its_form_and_comes_back()
    {
        using var service = Service(enabled: true);
        var (store, journal) = (service.Services.GetRequiredService<IEventStore>(), service.Services.GetRequiredService<IJournal>());
        var order = Order.Place(Guid.CreateVersion7(), Order.Example);

        await store.SaveAsync(order, default);

        var stored = Assert.Single(await journal.HistoryAsync<Order>(order.Id, default).ToListAsync());
        Assert.Equal(
            """
            {"customer":"Ann \"A\" żółw","note":null,"gift":true,"count":2147483647,"serial":-9223372036854775808,"share":0.1,"weight":1E+300,
            "price":12345.6789,"reference":"01980b2e-7c3a-7d52-9f64-2f1a6f0e8b11","due":"2024-02-29","opens":"23:59:59.9999990",
            "placed_at":"2024-02-29T12:00:00.1234567+05:30","took":"1.06:00:00","hash":"\u0000A\u007F\u0080ÿ","priority":"very_high",
            "lines":[{"item":"milk","count":2},{"item":"","count":-1}],"stock":{"a b":1,"":null},"tags":["x",null],
            "home":{"city":"Łódź","zip":null},"office":{"city":"Kraków","zip":"30-001"},"tree":{"name":"root","twigs":[{"name":"leaf","twigs":[]}]},
            "rank":null,"currency":"EUR"}
            """.ReplaceLineEndings(""),
            stored.EventData);
        var was = (await store.LoadAsync<Order>(order.Id, default)).Was!;
        Assert.Equivalent(Order.Example, was, strict: true);
        Assert.Equal(Order.Example.PlacedAt.Offset, was.PlacedAt.Offset);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public async Task NaN_and_the_infinities_are_refused(double weight)
    {
        using var service = Service(enabled: true);
        var order = Order.Place(Guid.CreateVersion7(), Order.Example with { Weight = weight, Share = (float)weight });

        var refused = await Assert.ThrowsAsync<EventSchemaException>(() => service.Services.GetRequiredService<IEventStore>().SaveAsync(order, default));

        Assert.Equal(["order_placed.share", "order_placed.weight"], refused.Errors.Select(error => error.Path));
        Assert.Equal(0, await service.Services.GetRequiredService<IJournal>().HeadAsync(default));
    }

    [Fact]
    public async Task A_value_that_an_enum_does_not_name_is_refused()
    {
        using var service = Service(enabled: true);
        var order = Order.Place(Guid.CreateVersion7(), Order.Example with { Priority = (Priority)7 });

        var refused = await Assert.ThrowsAsync<EventSchemaException>(() => service.Services.GetRequiredService<IEventStore>().SaveAsync(order, default));

        Assert.Equal("order_placed.priority: expected one of low, very_high, found 7", Assert.Single(refused.Errors).ToString());
    }

    [Fact]
    public async Task Too_many_digits_are_refused()
    {
        using var service = Service(enabled: true);
        var order = Order.Place(Guid.CreateVersion7(), Order.Example with { Price = 1m / 3 });

        var refused = await Assert.ThrowsAsync<EventSchemaException>(() => service.Services.GetRequiredService<IEventStore>().SaveAsync(order, default));

        Assert.Equal(
            "order_placed.price: expected number of at most 28 digits, 10 after the point, found 0.3333333333333333333333333333", Assert.Single(refused.Errors).ToString());
    }

    [Fact]
    public async Task Validation_can_be_forced_for_one_save()
    {
        using var service = Service(enabled: false);
        var store = service.Services.GetRequiredService<IEventStore>();
        var wrong = Order.Example with { Price = 1m / 3 };
        await store.SaveAsync(Order.Place(Guid.CreateVersion7(), wrong), default);

        await Assert.ThrowsAsync<EventSchemaException>(() => store.WithValidation().SaveAsync(Order.Place(Guid.CreateVersion7(), wrong), default));
        await store.WithValidation().SaveAsync(Order.Place(Guid.CreateVersion7(), Order.Example), default);
        await store.SaveAsync(Order.Place(Guid.CreateVersion7(), wrong), default);

        Assert.Equal(3, await service.Services.GetRequiredService<IJournal>().HeadAsync(default));
    }

    [Theory]
    [InlineData(null, "avro/order/v1_order_placed.json: is missing")]
    [InlineData("{", "avro/order/v1_order_placed.json: line 1: is no JSON")]
    public async Task Forced_validation_refuses_an_event_without_a_usable_schema(string? text, string reason)
    {
        File.Delete(_schema);
        if (text is not null) await File.WriteAllTextAsync(_schema, text);
        using var service = Service(enabled: false);
        var store = service.Services.GetRequiredService<IEventStore>().WithValidation();
        var order = Order.Place(Guid.CreateVersion7(), Order.Example);

        var refused = await Assert.ThrowsAsync<EventSchemaException>(() => store.SaveAsync(order, default));
        Assert.StartsWith(reason, Assert.Single(refused.Errors).ToString(), StringComparison.Ordinal);

        // Once it is mended, the same aggregate can be saved.
        await File.WriteAllTextAsync(_schema, OrderSchema.Text);
        await store.SaveAsync(order, default);
        Assert.Equal(1, await service.Services.GetRequiredService<IJournal>().HeadAsync(default));
    }

    private IHost Service(bool enabled)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = _folder.Path });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Journal"] = "Data Source=journal.db",
            ["EventSchemas:Enabled"] = $"{enabled}",
            ["EventSchemas:Directory"] = "avro",
        });
        builder.Services.AddEventSourcing((Type[])[typeof(Order), typeof(Order.Placed)]);
        var host = builder.Build();
        host.Services.PrepareEventSourcing();
        return host;
    }
}
