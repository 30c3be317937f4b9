using CleanES.Application.Projects;
using Microsoft.Extensions.Logging;

namespace CleanES.Infrastructure.Projects;

/// <summary>Writes messages into the log, for development. In production put another in its place: one that mails them, say.</summary>
internal sealed partial class LoggedMessages(ILogger<LoggedMessages> log) : IMessageSender
{
    public Task SendAsync(Message message, CancellationToken cancellation)
    {
        Log(message.Key, message.Text);
        return Task.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Information, "Message {Key}: {Text}")]
    private partial void Log(Guid key, string text);
}
