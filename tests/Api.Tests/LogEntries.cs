using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace CleanES.Api.Tests;

/// <summary>Keeps what the service logs, and tells when it is done with a request.</summary>
internal sealed class LogEntries : ConcurrentQueue<(LogLevel Level, string Message)>, ILoggerProvider, ILogger, IStartupFilter
{
    public TaskCompletionSource Answered { get; private set; } = new();

    public void Reset()
    {
        Clear();
        Answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, serve) =>
        {
            await serve(context);
            Answered.TrySetResult();
        });
        next(app);
    };

    public void Dispose() { }
}
