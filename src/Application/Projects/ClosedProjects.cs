using CleanES.Application.EventSourcing;
using CleanES.Domain.Projects;

namespace CleanES.Application.Projects;

internal static class ClosedProjects
{
    /// <summary>Whether a project that once was there is closed by now. One that is discarded is: it was closed before.</summary>
    public static async Task<bool> IsClosedAsync(this IEventStore events, Guid projectId, CancellationToken cancellation) =>
        await events.FindAsync<Project>(projectId, cancellation) is not { IsClosed: false };
}
