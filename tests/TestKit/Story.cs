using System.Text;
using System.Text.RegularExpressions;
using CleanES.Domain.EventSourcing;
using Xunit.Sdk;

namespace CleanES.TestKit;

/// <summary>What a specification says, to be told line by line when it fails.</summary>
/// <param name="When">The source of what was decided.</param>
internal sealed partial record Story(Type Aggregate, IReadOnlyList<DomainEvent> Given, string When)
{
    public IReadOnlyList<DomainEvent> Then { get; init; } = [];

    /// <summary>Of the rule that is to be broken.</summary>
    public string? ThenCode { get; init; }

    /// <returns>The failure with the whole story.</returns>
    public XunitException But(IReadOnlyList<DomainEvent> happened) => Tell(Lines(happened));

    /// <returns>The failure with the whole story.</returns>
    public XunitException But(string happened, Exception? because = null) => Tell(Line(happened), because);

    public static string Tell(DomainEvent one) => $"{one.GetType().Name} {Difference.Text(one)}";

    private XunitException Tell(string happened, Exception? because = null) => new(
        new StringBuilder()
            .Append($"\nGiven {Aggregate.Name}").Append(Lines(Given))
            .Append("\nWhen").Append(Line(When))
            .Append("\nThen").Append(ThenCode is null ? Lines(Then) : Line(ThenCode))
            .Append("\nBut").Append(happened).ToString(),
        because);

    private static string Lines(IReadOnlyList<DomainEvent> events) =>
        events.Count == 0 ? Line("nothing") : string.Concat(events.Select(one => Line(Tell(one))));

    private static string Line(string text) => $"\n    {Break().Replace(text, "\n    ")}";

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex Break();
}
