using CleanES.Application.OrderLines;
using Microsoft.Extensions.Logging;

namespace CleanES.Infrastructure.OrderLines;

/// <summary>Writes it into the log, for development. In production put another in its place.</summary>
internal sealed partial class LoggedWelcomeMail(ILogger<LoggedWelcomeMail> log) : IWelcomeMailSender
{
    public Task SendAsync(Guid key, Guid orderLineId, CancellationToken cancellation)
    {
        Log(key, orderLineId);
        return Task.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Information, "Key {Key}: welcome-mail for {OrderLineId}")]
    private partial void Log(Guid key, Guid orderLineId);
}
