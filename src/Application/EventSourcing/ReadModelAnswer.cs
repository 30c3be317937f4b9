namespace CleanES.Application.EventSourcing;

/// <summary>What a query that waited for a position tells beside its answer. One for a scope.</summary>
public sealed class ReadModelAnswer
{
    /// <summary>How many events the projection has set aside, so that the answer does not show them.</summary>
    public long Parked { get; set; }
}
