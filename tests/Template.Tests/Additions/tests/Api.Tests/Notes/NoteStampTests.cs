using CleanES.TestKit;

namespace CleanES.Api.Tests.Notes;

public sealed class NoteStampTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task Once_settled_the_effect_has_stamped_the_note_and_the_list_shows_it()
    {
        var client = service.CreateClient();
        await client.CallAsync(HttpMethod.Post, "/notes", new { text = "remember the milk" });

        await service.Settled();

        Assert.True((await client.FetchAsync("/notes")).Json[0].GetProperty("stamped").GetBoolean());
        JournalInvariants.Check(service.JournalFile);
    }
}
