using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>The row of the journal at which a reader stands. It is gone as soon as the reader moves on.</summary>
internal interface IStoredRow
{
    long Position { get; }

    /// <exception cref="FormatException">It is damaged.</exception>
    Guid EventId { get; }

    string EventType { get; }

    int EventVersion { get; }

    /// <summary>JSON in UTF-8, as it is stored.</summary>
    ReadOnlySpan<byte> EventData { get; }

    string AggregateType { get; }

    long AggregateVersion { get; }

    /// <exception cref="FormatException">A column is damaged.</exception>
    EventEnvelope ToEnvelope();
}
