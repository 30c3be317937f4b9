using System.Text;
using System.Text.Json;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>The way from the root to what did not fit. It reads the document again up to there, once in all: what fits does not pay for it.</summary>
internal sealed class Trail(string root)
{
    // One step for each depth: where a property's name begins, 0 before the first; in an array, -2 at the first item, -3 at the second …
    private readonly int[] _steps = new int[65];
    private JsonReaderState _state;
    private int _read;
    private int _place = -1; // where the token begins that was read last

    /// <param name="beyond">The document is malformed after the reader's token, and that is where the way is to lead.</param>
    public string PathTo(ref readonly Utf8JsonReader reader, ReadOnlySpan<byte> json, bool beyond)
    {
        var path = new StringBuilder(root);
        if (reader.CurrentDepth > 0) Follow(json, beyond ? json.Length : (int)reader.TokenStartIndex);
        foreach (var step in _steps.AsSpan(1, reader.CurrentDepth))
        {
            if (step > 0) AppendName(path, NameAt(json, step));
            else if (step < 0) path.Append('[').Append(-2 - step).Append(']');
        }

        return path.ToString();
    }

    public static string Shorten(string text, int most = 60) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)] + "…";

    private void Follow(ReadOnlySpan<byte> json, int place)
    {
        var reader = new Utf8JsonReader(json[_read..], isFinalBlock: true, _state);
        try
        {
            while (_place < place && reader.Read())
            {
                _place = _read + (int)reader.TokenStartIndex;
                ref var step = ref _steps[reader.CurrentDepth];
                if (reader.TokenType == JsonTokenType.PropertyName) step = _place;
                else if (reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray) && step < 0) step--;
                if (IsStart(reader.TokenType)) _steps[reader.CurrentDepth + 1] = reader.TokenType == JsonTokenType.StartArray ? -1 : 0;
            }
        }
        catch (JsonException)
        {
            ref var step = ref _steps[reader.CurrentDepth];
            if (step < 0 && !IsStart(reader.TokenType)) step--; // the item that was to come
        }

        _read += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }

    private static bool IsStart(JsonTokenType kind) => kind is JsonTokenType.StartObject or JsonTokenType.StartArray;

    private static void AppendName(StringBuilder path, string name)
    {
        if (name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c == '_')) path.Append('.').Append(Shorten(name));
        else path.Append("[\"").Append(Shorten(name)).Append("\"]");
    }

    private static string NameAt(ReadOnlySpan<byte> json, int place)
    {
        var name = KeySet.ReaderAt(json, place);
        try
        {
            return name.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(name.ValueSpan); // half a surrogate pair
        }
    }
}
