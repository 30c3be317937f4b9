using System.Text;
using System.Text.Json;
using CleanES.Application.EventSourcing;

namespace CleanES.Infrastructure.EventSourcing.Schemas;

/// <summary>How closely a value is looked at: only its property names, its values of one token too, or all of it.</summary>
internal enum Look { All, OwnValues, Names }

/// <summary>One walk of a reader through a document: how closely it looks, what did not fit.</summary>
internal ref struct Walk(string root, ReadOnlySpan<byte> json)
{
    public readonly ReadOnlySpan<byte> Json = json;
    private Look _look;
    private Trail? _trail;

    /// <summary>What was found not to fit; null if all did.</summary>
    public List<SchemaError>? Errors { get; private set; }

    /// <summary>Only whether the value fits is asked: errors are not kept.</summary>
    public bool Quiet { get; private set; }

    /// <summary>The bytes that looks may still read: unions of look-alikes within each other would double the work at each level.</summary>
    public long Budget { get; private set; } = 256L * json.Length;

    /// <summary>Checks a value within another, as far as this walk looks.</summary>
    public bool Child(ref Utf8JsonReader reader, Node node)
    {
        if (_look == Look.All) return node.Check(ref reader, ref this);
        if (_look == Look.OwnValues)
        {
            if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return node.Check(ref reader, ref this);
            if (!node.Accepts(reader.TokenType)) return false;
        }

        reader.Skip();
        return true;
    }

    /// <summary>Whether the value fits as far as one looks; the reader stays where it is.</summary>
    public bool Fits(ref readonly Utf8JsonReader reader, Node node, Look look)
    {
        var ahead = reader;
        return Try(ref ahead, node, look);
    }

    /// <summary>Passes the value if it fits.</summary>
    public bool TryTake(ref Utf8JsonReader reader, Node node)
    {
        var ahead = reader;
        if (!Try(ref ahead, node, _look)) return false;
        reader = ahead;
        return true;
    }

    private bool Try(ref Utf8JsonReader ahead, Node node, Look look)
    {
        if (!node.Accepts(ahead.TokenType)) return false;

        var trial = this;
        trial.Quiet = true;
        trial._look = look;
        var from = ahead.BytesConsumed;
        var fits = Budget >= 0 && node.Check(ref ahead, ref trial);
        Budget = trial.Budget - (ahead.BytesConsumed - from);
        return fits;
    }

    /// <summary>Notes that the value is none of the expected and passes it.</summary>
    public bool Misfit(ref Utf8JsonReader reader, string expected) =>
        !Quiet && Refuse(ref reader, $"expected {expected}, found {Found(in reader)}");

    /// <summary>Notes what is wrong with a value, or a property, and passes it.</summary>
    public bool Refuse(ref Utf8JsonReader reader, string reason)
    {
        Fail(in reader, reason);
        reader.Skip();
        return false;
    }

    /// <summary>Notes what is wrong here, with a field that should be below, or with what comes next.</summary>
    public bool Fail(ref readonly Utf8JsonReader reader, string reason, string? field = null, bool beyond = false)
    {
        if (Quiet) return false;

        _trail ??= new Trail(root);
        var path = _trail.PathTo(in reader, Json, beyond);
        (Errors ??= []).Add(new SchemaError(field is null ? path : $"{path}.{field}", reason));
        return false;
    }

    private static string Found(ref readonly Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => $"\"{Trail.Shorten(Encoding.UTF8.GetString(reader.ValueSpan))}\"",
        _ => Trail.Shorten(Encoding.UTF8.GetString(reader.ValueSpan)),
    };
}
