using System.Globalization;
using System.Text;

namespace CleanES.Infrastructure.Tests.Schemas.Properties;

/// <summary>Writes JSON in one of the many ways in which the same can be written.</summary>
internal static class JsonText
{
    public static string Write(Dice dice, Value value)
    {
        var json = new StringBuilder();
        Write(dice, value, json);
        return json.ToString();
    }

    /// <param name="text">Half a surrogate pair in it is written too.</param>
    public static string Literal(Dice dice, string text)
    {
        var json = new StringBuilder("\"");
        var escapes = dice.OneIn(2);
        for (var at = 0; at < text.Length;)
        {
            var character = text.Substring(at, at + 1 < text.Length && char.IsSurrogatePair(text, at) ? 2 : 1);
            at += character.Length;
            var mustEscape = character[0] < ' ' || character is "\"" or "\\" || (character.Length == 1 && char.IsSurrogate(character[0]));
            if (!mustEscape && !(escapes && dice.OneIn(4))) json.Append(character);
            else if (Short(character) is { } shorter && dice.OneIn(2)) json.Append(shorter);
            else foreach (var unit in character) json.Append("\\u").Append(((int)unit).ToString(dice.Pick("x4", "X4"), CultureInfo.InvariantCulture));
        }

        return json.Append('"').ToString();
    }

    private static void Write(Dice dice, Value value, StringBuilder json)
    {
        Space(dice, json);
        json.Append(value.Token);
        if (value.Items is { } items) List(dice, json, '[', ']', items, item => Write(dice, item, json));
        if (value.Properties is { } properties)
        {
            List(dice, json, '{', '}', properties, property =>
            {
                Space(dice, json);
                json.Append(Literal(dice, property.Key));
                Space(dice, json);
                json.Append(':');
                Write(dice, property.Value, json);
            });
        }

        Space(dice, json);
    }

    private static void List<T>(Dice dice, StringBuilder json, char open, char close, List<T> all, Action<T> write)
    {
        json.Append(open);
        if (all.Count == 0) Space(dice, json);
        for (var i = 0; i < all.Count; i++)
        {
            if (i > 0) json.Append(',');
            write(all[i]);
        }

        json.Append(close);
    }

    private static void Space(Dice dice, StringBuilder json)
    {
        if (dice.OneIn(20)) json.Append(dice.Pick(" ", "\n", "\r\n", "\t "));
    }

    private static string? Short(string character) => character switch
    {
        "\"" => "\\\"",
        "\\" => "\\\\",
        "/" => "\\/",
        "\n" => "\\n",
        _ => null,
    };
}
