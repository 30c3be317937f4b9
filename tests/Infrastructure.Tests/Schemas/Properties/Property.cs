using System.Text.RegularExpressions;
using CsCheck;

namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>
/// Holds what is said of all examples against many random ones, and tells the smallest that fails, with the seed for <c>CsCheck_Seed</c>.
/// <c>CsCheck_Iter</c> and <c>CsCheck_Time</c> say how many.
/// </summary>
internal static partial class Property
{
    /// <summary>Raise it for a longer search: so many times the examples of each test.</summary>
    private const int Thoroughness = 1;

    private const int SecondsToShrink = 10;

    public static void Holds<T>(Func<Dice, T> make, int examples, Action<T> check)
    {
        var gen = Dice.Gen(make);
        try
        {
            gen.Sample(check, iter: Iterations(examples));
        }
        catch (CsCheckException failure) when (SeedOf(failure) is { } seed)
        {
            gen.Sample(check, seed: seed, time: SecondsToShrink);
            throw;
        }
    }

    public static async Task HoldsAsync<T>(Func<Dice, T> make, int examples, Func<T, Task> check)
    {
        var gen = Dice.Gen(make);
        try
        {
            await gen.SampleAsync(check, iter: Iterations(examples), threads: 1);
        }
        catch (CsCheckException failure) when (SeedOf(failure) is { } seed)
        {
            await gen.SampleAsync(check, seed: seed, time: SecondsToShrink, threads: 1);
            throw;
        }
    }

    private static int Iterations(int examples) => Environment.GetEnvironmentVariable("CsCheck_Iter") is null ? examples * Thoroughness : -1;

    private static string? SeedOf(CsCheckException failure) => Seed().Match(failure.Message) is { Success: true } seed ? seed.Value : null;

    [GeneratedRegex("(?<=Set seed: \")[^\"]+")]
    private static partial Regex Seed();
}
