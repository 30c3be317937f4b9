using CleanES.Application.EventSourcing;
using CleanES.Application.Projects;
using CleanES.Domain.Projects;

namespace CleanES.Application.Tests.Projects;

public sealed class ProjectClosedMessageTests
{
    [Fact]
    public async Task The_message_names_the_project_and_its_key_is_the_event_id()
    {
        var eventId = Guid.NewGuid();
        var stored = new StoredEvent<Project.Closed>(
            new EventEnvelope(7, eventId, "project_closed", 1, "{}", "project", Guid.NewGuid(), 1, DateTimeOffset.UnixEpoch, "{}"), new Project.Closed("Move house"));
        var sent = new Sent();

        await new ProjectClosedMessage(sent).Handle(stored, default);

        Assert.Equal([new Message(eventId, "Project \"Move house\" is closed.")], sent);
    }

    private sealed class Sent : List<Message>, IMessageSender
    {
        public Task SendAsync(Message message, CancellationToken cancellation)
        {
            Add(message);
            return Task.CompletedTask;
        }
    }
}
