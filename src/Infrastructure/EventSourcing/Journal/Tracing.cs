using System.Diagnostics;

namespace CleanES.Infrastructure.EventSourcing.Journal;

/// <summary>What the machinery does, as activities of the traces of those who asked for it; the names are part of the contract.</summary>
public static class Tracing
{
    /// <summary>Of the source of the activities, and of the meter.</summary>
    public const string Name = "CleanES";

    internal static readonly ActivitySource Activities = new(Name);
}
