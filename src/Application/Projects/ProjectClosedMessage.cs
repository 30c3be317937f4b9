using CleanES.Application.EventSourcing;
using CleanES.Domain.Projects;
using MediatR;

namespace CleanES.Application.Projects;

/// <summary>Tells of every project that is closed from now on; what was closed before this effect was there is no news.</summary>
[Effect("project-closed-message", Begins = Begins.Now)]
internal sealed class ProjectClosedMessage(IMessageSender messages) : INotificationHandler<StoredEvent<Project.Closed>>
{
    public Task Handle(StoredEvent<Project.Closed> stored, CancellationToken cancellation) =>
        messages.SendAsync(new Message(stored.EventId, $"Project \"{stored.Event.Name}\" is closed."), cancellation);
}
