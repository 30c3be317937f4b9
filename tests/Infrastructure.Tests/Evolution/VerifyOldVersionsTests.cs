using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Evolution;

/// <summary><c>journal verify</c> on a journal of some years: every event is held against the schema of its own version, and goes through its upcasters.</summary>
public sealed class VerifyOldVersionsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestService _service;
    private readonly JournalFile _file;
    private readonly Guid _id = Guid.CreateVersion7();

    public VerifyOldVersionsTests()
    {
        ShopSchemas.Write(_folder.File("avro"));
        _service = new TestService(_folder.Path, aggregates: ShopSchemas.Types, settings: new() { ["EventSchemas:Enabled"] = "true", ["EventSchemas:Directory"] = "avro" });
        _file = new JournalFile(_folder.File(TestService.JournalName));
        Plant(0, "cart_taken", 1, "{}");
        Plant(1, "cart_item_put", 1, """{"items":["milk","bread"]}""");
        Plant(2, "cart_paid_for", 1, """{"price":"12.50 PLN"}""");
        Plant(3, "cart_sent", 1, """{"to":"Łódź"}""");
        Plant(4, "cart_looked_at", 1, """{"by":"Ann"}""");
        Plant(5, "cart_paid_for", 2, """{"price":7}""");
    }

    public void Dispose()
    {
        _service.Dispose();
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Nothing_is_wrong_with_old_versions()
    {
        await _service.Store.UpdateAsync<Delivery>(_id, null, delivery => delivery.Arrive(), default);
        await _service.Store.UpdateAsync<Cart>(_id, null, cart => cart.Put("tea"), default);

        Assert.Empty(await ProblemsAsync());
    }

    [Theory]
    [InlineData("cart_paid_for", 1, """{"price":"much"}""", "cart_paid_for of version 1 cannot be brought up to today's, at version 1 of cart_paid_for: The input string 'much' was not in a correct format.")]
    [InlineData("cart_paid_for", 1, """{"price":7}""", "the data does not fit its schema: cart_paid_for.price: expected string, found 7")]
    [InlineData("cart_paid_for", 2, """{"price":"7"}""", "the data does not fit its schema: cart_paid_for.price: expected number of at most 10 digits, 2 after the point, found \"7\"")]
    [InlineData("cart_sent", 1, """{"from":"Łódź"}""", "the data does not fit its schema: cart_sent.from: is not in the schema; cart_sent.to: is missing")]
    [InlineData("cart_sent", 2, """{"to":"Łódź"}""", "cart_sent has version 2, and 1 is the newest known to this version of the service.")]
    [InlineData("cart_lost", 1, "{}", "event type cart_lost of cart is unknown to this version of the service.")]
    public async Task What_cannot_be_read_is_told_with_its_position(string type, int version, string data, string problem)
    {
        Plant(6, type, version, data);

        Assert.Equal([$"Position 7: {problem}"], await ProblemsAsync());
    }

    [Fact]
    public async Task The_past_of_an_aggregate_that_was_split_off_is_told_of_once()
    {
        await _service.Store.UpdateAsync<Delivery>(_id, null, delivery => delivery.Arrive(), default);
        Plant(6, "cart_paid_for", 1, """{"price":"much"}""");

        Assert.StartsWith("Position 8: cart_paid_for of version 1 cannot be brought up", Assert.Single(await ProblemsAsync()), StringComparison.Ordinal);
    }

    private void Plant(int version, string type, int eventVersion, string data) => _file.Plant(_id, version, type, data, eventVersion, aggregateType: "cart");

    private async Task<List<string>> ProblemsAsync()
    {
        List<string> problems = [];
        await _service.Get<IJournalTools>().VerifyAsync(problem => problems.Add($"{problem}"), new Progress<JournalProgress>(), default);
        return problems;
    }
}
