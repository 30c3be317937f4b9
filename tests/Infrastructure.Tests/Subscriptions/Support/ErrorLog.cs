using CleanES.Infrastructure.EventSourcing.Subscriptions;
using Microsoft.Extensions.Logging;

namespace CleanES.Infrastructure.Tests.Subscriptions;

/// <summary>Counts the errors that subscribers log.</summary>
internal sealed class ErrorLog : ILoggerProvider, ILogger
{
    private int _errors;

    public int Errors => Volatile.Read(ref _errors);

    public ILogger CreateLogger(string categoryName) =>
        categoryName == typeof(SubscriberRunner).FullName ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Error) Interlocked.Increment(ref _errors);
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Dispose() { }
}
