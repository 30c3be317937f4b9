namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>Changes documents here and there, whether they then still fit or not.</summary>
internal static class Mutator
{
    private const string Alphabet = "0123456789-+.eETZ:\"\\ \0{}[],aux/é";
    private const string HalfPair = "\ud83c";

    /// <summary>One token of the value, or a name of a property, becomes another: one that fits or just misses some type.</summary>
    public static void ChangeToken(Dice dice, Value value)
    {
        List<Value> all = [value];
        for (var i = 0; i < all.Count; i++) all.AddRange([.. all[i].Items ?? [], .. (all[i].Properties ?? []).Select(property => property.Value)]);

        var scalars = all.FindAll(one => one.Token is not null);
        var objects = all.FindAll(one => one.Properties is { Count: > 0 });
        if (objects.Count > 0 && dice.OneIn(8)) Rename(dice, dice.PickFrom(objects).Properties!);
        else if (scalars.Count == 0 || dice.OneIn(10)) dice.PickFrom(all).Become(Token(dice, Scalars.Any(dice)));
        else if (dice.PickFrom(scalars) is var changed && dice.OneIn(2)) changed.Become(Token(dice, dice.OneIn(2) ? (ScalarType)changed.Type : Scalars.Any(dice)));
        else changed.Become(ChangeWithin(dice, changed.Token!));
    }

    private static void Rename(Dice dice, List<(string Key, Value Value)> properties)
    {
        var renamed = dice.Roll(properties.Count);
        properties[renamed] = (dice.OneIn(3) ? dice.Pick("a", "B", HalfPair) : dice.PickFrom(properties).Key, properties[renamed].Value);
    }

    /// <summary>Flips, cuts, puts in, doubles.</summary>
    public static byte[] ChangeBytes(Dice dice, byte[] document)
    {
        List<byte> bytes = [.. document];
        for (var times = dice.Between(1, 3); times > 0; times--)
        {
            var at = dice.Roll(bytes.Count + 1);
            var count = Math.Min(dice.Between(1, 4), bytes.Count - at);
            switch (dice.Roll(5))
            {
                case 0 when count > 0:
                    bytes[at] ^= (byte)(1 << dice.Roll(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, count);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, count));
                    break;
                case 3 when dice.OneIn(4):
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.Insert(at, dice.OneIn(4) ? (byte)dice.Roll(256) : (byte)Alphabet[dice.Roll(Alphabet.Length)]);
                    break;
            }
        }

        return [.. bytes];
    }

    private static string Token(Dice dice, ScalarType type) =>
        dice.OneIn(20) ? JsonText.Literal(dice, $"a{HalfPair}b") : dice.OneIn(3) ? dice.PickFrom(type.Misfits) : type.Token(dice);

    /// <summary>A number or a text stays one mostly: what is put in or taken away is a character of those that matter.</summary>
    private static string ChangeWithin(Dice dice, string token)
    {
        var (first, after) = token[0] == '"' ? (1, token.Length - 1) : (0, token.Length);
        var at = dice.Between(first, after);
        var until = Math.Min(after, at + dice.Roll(3));
        return $"{token[..at]}{(dice.OneIn(3) ? "" : Alphabet[dice.Roll(16)])}{token[until..]}";
    }
}
