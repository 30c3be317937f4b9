namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>Whatever the document, the check ends without an exception and says what a plain reference says.</summary>
public sealed class JudgedAlikeTests
{
    [Fact]
    public void A_value_with_something_changed_is_judged_as_by_the_reference() => Holds(Example.Changed, 2000);

    [Fact]
    public void A_document_with_bytes_changed_is_judged_as_by_the_reference() => Holds(Example.Mutated, 700, atLeast: 20);

    [Fact]
    public void Noise_is_judged_as_by_the_reference() => Holds(Example.Noise, 300, atLeast: 0);

    private static void Holds(Func<Dice, Example> make, int examples, int atLeast = 50)
    {
        int accepted = 0, refused = 0;
        Property.Holds(make, examples, example => Interlocked.Increment(ref Trial.IsAccepted(example) ? ref accepted : ref refused));
        Assert.True(accepted >= atLeast && refused >= 50, $"{accepted} accepted, {refused} refused");
    }
}
