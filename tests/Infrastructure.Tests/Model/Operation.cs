namespace CleanES.Infrastructure.Tests.Model;

/// <summary>A command in a caller's hands: asked as often as it takes to get an answer.</summary>
/// <param name="AskAsync">Asks the store; tells which position it wrote, if it wrote any.</param>
/// <param name="Expect">What the oracle says.</param>
internal sealed record Operation(string Text, Func<Task<(string Answer, long? Wrote)>> AskAsync, Func<Oracle, string> Expect)
{
    /// <summary>Whether asking again sends the same events under the same ids.</summary>
    public bool IsRepeatable { get; init; } = true;

    /// <summary>Whether it has anything to append.</summary>
    public bool Appends { get; init; } = true;

    /// <summary>What else may be said if somebody was in between.</summary>
    public Func<Oracle, string?> ExpectInBetween { get; init; } = _ => null;

    public IEnumerable<string> Possible(Oracle oracle) => ((string?[])[ExpectInBetween(oracle), Expect(oracle)]).OfType<string>();

    /// <summary>The answer is the oracle's, which goes on.</summary>
    public void AssertAnswer(Oracle oracle, string answer) => Assert.Equal($"{this} -> {Expect(oracle)}", $"{this} -> {answer}");

    public override string ToString() => Text;
}
