using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CleanES.Infrastructure.Tests.Snapshots;

/// <summary>What is told of snapshots.</summary>
internal sealed class SnapshotLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _warnings = [];

    public IReadOnlyList<string> Warnings => [.. _warnings];

    public ILogger CreateLogger(string categoryName) => categoryName == typeof(EventSourcing.Journal.Snapshots).FullName ? this : NullLogger.Instance;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Assert.Equal(LogLevel.Warning, logLevel);
        _warnings.Enqueue($"{formatter(state, exception)}{(exception is null ? "" : $" ({exception.Message})")}");
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Dispose() { }
}
