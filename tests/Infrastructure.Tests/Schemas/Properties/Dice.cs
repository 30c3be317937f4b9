using CsCheck;

namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>Random decisions. An example that took fewer of them counts as the smaller one.</summary>
internal sealed class Dice(PCG random)
{
    private ulong _rolls;

    public int Roll(int sides)
    {
        _rolls++;
        return (int)random.Next((uint)sides);
    }

    public long RollLong()
    {
        _rolls++;
        return (long)random.Next64();
    }

    public int Between(int least, int most) => least + Roll(most - least + 1);

    public bool OneIn(int sides) => Roll(sides) == 0;

    public T Pick<T>(params ReadOnlySpan<T> options) => options[Roll(options.Length)];

    public T PickFrom<T>(IReadOnlyList<T> options) => options[Roll(options.Count)];

    public List<T> Shuffle<T>(IEnumerable<T> items)
    {
        List<T> all = [.. items];
        for (var i = all.Count - 1; i > 0; i--)
        {
            var other = Roll(i + 1);
            (all[i], all[other]) = (all[other], all[i]);
        }

        return all;
    }

    public static Gen<T> Gen<T>(Func<Dice, T> make) => new Thrown<T>(make);

    private sealed class Thrown<T>(Func<Dice, T> make) : Gen<T>
    {
        public override T Generate(PCG pcg, Size? min, out Size size)
        {
            var dice = new Dice(pcg);
            var made = make(dice);
            size = new Size(dice._rolls);
            return made;
        }
    }
}
