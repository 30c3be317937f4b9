using System.Text.Json.Nodes;
using CleanES.Application.EventSourcing;
using CleanES.Infrastructure.Tests.Support;

namespace CleanES.Infrastructure.Tests.Journal;

public sealed class MetadataTests : JournalTest
{
    private CommandContext Context => Service.Get<CommandContext>();

    [Fact]
    public async Task Every_event_of_a_save_carries_what_surrounded_its_command()
    {
        var command = Guid.CreateVersion7();
        Context.CommandId = command;
        Context.CorrelationId = "4bf92f3577b34da6a3ce929d0e0e4736";
        Context.User = "Ann \"Ä\"";
        Context.More["tenant"] = new JsonObject { ["id"] = 7, ["tags"] = new JsonArray("a", null) };

        var id = await Service.OpenAccountAsync(deposits: 1);

        Assert.Equal(2, (await Service.HistoryAsync<Account>(id)).Count);
        Assert.All(await Service.HistoryAsync<Account>(id), stored => Assert.Equal(
            $$$"""{"command_id":"{{{command}}}","correlation_id":"4bf92f3577b34da6a3ce929d0e0e4736","causation_id":null,"user":"Ann \"Ä\"","tenant":{"id":7,"tags":["a",null]}}""",
            stored.Metadata));
    }

    [Fact]
    public async Task What_is_not_known_is_null()
    {
        var stored = Assert.Single(await Service.HistoryAsync<Account>(await Service.OpenAccountAsync()));

        var metadata = JsonNode.Parse(stored.Metadata)!.AsObject();
        Assert.Equal(["command_id", "correlation_id", "causation_id", "user"], metadata.Select(field => field.Key));
        Assert.Equal(7, Guid.Parse((string)metadata["command_id"]!).Version);
        Assert.All(metadata.Skip(1), field => Assert.Null(field.Value));
    }

    [Theory]
    [InlineData("command_id")]
    [InlineData("user")]
    public async Task The_contexts_own_names_cannot_be_given_again(string name)
    {
        Context.More[name] = "forged";

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Service.OpenAccountAsync());

        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, File.Count());
    }
}
