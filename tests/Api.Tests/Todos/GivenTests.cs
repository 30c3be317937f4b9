using CleanES.Domain.Todos;
using CleanES.TestKit;

namespace CleanES.Api.Tests.Todos;

/// <summary>What the test kit stores for a test.</summary>
public sealed class GivenTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task What_is_given_to_a_service_is_there_for_queries_and_subscribers()
    {
        var client = service.CreateClient();
        var created = Example.Of<Todo.Created>();

        var id = await service.Given<Todo>(created, new Todo.Completed());
        await service.Settled();

        Assert.Equal($$"""{"id":"{{id}}","label":"{{created.Label}}","done":true,"version":1}""", (await client.FetchAsync($"/todos/{id}")).Body);
        Assert.Equal(id, Assert.Single((await client.FetchAsync("/todos")).Json.GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid());
        JournalInvariants.Check(service.JournalFile);
    }
}
