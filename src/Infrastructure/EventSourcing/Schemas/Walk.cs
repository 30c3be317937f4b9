using System.Text;
using System.Text.Json;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>How closely a value is looked at: only its property names, its values of one token too, or all of it.</summary>
internal enum Look { All, OwnValues, Names }

/// <summary>One walk through a document: where it is, how it got there, what did not fit.</summary>
internal ref struct Walk(string root, ReadOnlySpan<byte> json, Span<int> steps)
{
    public const int MaxDepth = 64;

    // One step for each depth: where a property's name begins, or ~index of an array's item.
    private readonly Span<int> _steps = steps;
    private Look _look;

    public readonly ReadOnlySpan<byte> Json = json;
    public Utf8JsonReader Reader = new(json, new JsonReaderOptions { MaxDepth = MaxDepth });

    /// <summary>What was found not to fit; null if all did.</summary>
    public List<SchemaError>? Errors { get; private set; }

    /// <summary>Only whether the value fits is asked: errors are not kept.</summary>
    public bool Quiet { get; private set; }

    /// <summary>The bytes that looks may still read: unions of look-alikes within each other would double the work at each level.</summary>
    public long Budget { get; private set; } = 256L * json.Length;

    public bool NextItem(int depth, int index)
    {
        _steps[depth] = ~index;
        return Reader.Read() && Reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Moves to the next property's name; false at the object's end.</summary>
    public bool NextProperty()
    {
        Reader.Read();
        if (Reader.TokenType == JsonTokenType.EndObject) return false;
        _steps[Reader.CurrentDepth] = (int)Reader.TokenStartIndex;
        return true;
    }

    public bool PropertyValue(Node node) => Reader.Read() && Child(node);

    public bool RefuseProperty(string reason)
    {
        Fail(reason);
        Reader.Skip();
        return false;
    }

    /// <summary>Checks a value within another, as far as this walk looks.</summary>
    public bool Child(Node node)
    {
        if (_look == Look.All) return node.Check(ref this);
        if (_look == Look.OwnValues)
        {
            if (Reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return node.Check(ref this);
            if (!node.Accepts(Reader.TokenType)) return false;
        }

        Reader.Skip();
        return true;
    }

    /// <summary>Whether the value fits as far as one looks; the walk stays where it is.</summary>
    public bool Fits(Node node, Look look) => node.Accepts(Reader.TokenType) && Try(node, look, out _);

    /// <summary>Passes the value if it fits.</summary>
    public bool TryTake(Node node)
    {
        if (!node.Accepts(Reader.TokenType) || !Try(node, _look, out var after)) return false;
        Reader = after;
        return true;
    }

    private bool Try(Node node, Look look, out Utf8JsonReader after)
    {
        var trial = this;
        trial.Quiet = true;
        trial._look = look;
        var fits = Budget >= 0 && node.Check(ref trial);
        Budget = trial.Budget - (trial.Reader.BytesConsumed - Reader.BytesConsumed);
        after = trial.Reader;
        return fits;
    }

    /// <summary>Notes that the value is none of the expected and passes it.</summary>
    public bool Misfit(string expected)
    {
        if (Quiet) return false;
        Fail($"expected {expected}, found {Found()}");
        Reader.Skip();
        return false;
    }

    /// <summary>Notes what is wrong here, or with a field that should be below.</summary>
    public bool Fail(string reason, string? field = null)
    {
        if (!Quiet) (Errors ??= []).Add(new SchemaError(Path(field), reason));
        return false;
    }

    private readonly string Found() => Reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => $"\"{Shorten(Encoding.UTF8.GetString(Reader.ValueSpan))}\"",
        _ => Shorten(Encoding.UTF8.GetString(Reader.ValueSpan)),
    };

    private readonly string Path(string? field)
    {
        var path = new StringBuilder(root);
        for (var depth = 1; depth <= Reader.CurrentDepth; depth++)
        {
            var step = _steps[depth];
            if (step < 0) path.Append('[').Append(~step).Append(']');
            else AppendName(path, NameAt(step));
        }

        return field is null ? path.ToString() : path.Append('.').Append(field).ToString();
    }

    private static void AppendName(StringBuilder path, string name)
    {
        if (name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c == '_')) path.Append('.').Append(Shorten(name));
        else path.Append("[\"").Append(Shorten(name)).Append("\"]");
    }

    private readonly string NameAt(int place)
    {
        var name = KeySet.ReaderAt(Json, place);
        try
        {
            return name.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(name.ValueSpan); // half a surrogate pair
        }
    }

    private static string Shorten(string text, int most = 60) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)] + "…";
}
